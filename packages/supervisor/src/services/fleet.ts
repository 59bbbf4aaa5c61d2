import type { LoadedManifest } from '@azora/manifest'
import type { Infrastructure } from '../infrastructure/infrastructure.js'
import type { Platform } from '../platform.js'
import type { EndingStep } from '../process/ending.js'
import { ManagedService, type ServiceSurroundings } from './managed-service.js'
import { Roster } from './roster.js'
import { STOP } from './stopping.js'
import type { Workshop } from './workshop.js'

export interface FleetOptions {
  readonly platform: Platform
  readonly workshop: Workshop
  readonly onChange: (service: ManagedService) => void
  readonly onNotice: (message: string) => void
}

/** All services of a platform, and what can be done with several of them. */
export class Fleet {
  readonly roster: Roster
  readonly #platform: Platform
  readonly #workshop: Workshop
  readonly #onNotice: (message: string) => void

  constructor({ platform, workshop, onChange, onNotice }: FleetOptions) {
    this.#platform = platform
    this.#onNotice = onNotice
    this.#workshop = workshop
    const surroundings: ServiceSurroundings = {
      prepare: (service, onStage) => this.#workshop.prepare(service, onStage),
      finish: service => this.#workshop.finish(service),
      instances: service => this.#workshop.instancesOf(service),
      needsMet: service => this.roster.needsMet(service),
      blocker: service => this.roster.blocker(service),
      until: holds => platform.conditions.until(holds),
      heldPort: service => this.#workshop.heldPortOf(service),
      onChange: service => {
        this.#workshop.releaseSocket(service)
        onChange(service)
      },
    }
    this.roster = new Roster((loaded, wave) => new ManagedService(loaded, wave, surroundings))
    this.roster.load(platform.manifests)
  }

  /** Starts services and what they need, or all; resolves when each is ready, has failed or waits in vain. */
  async up(names?: readonly string[]): Promise<void> {
    const services = this.roster.withNeeds(names)
    for (const service of services) this.#inBackground(service.start())
    await this.#workshop.publishServiceKeys()
    await this.settled(services)
  }

  /** Resolves when none of the services will change by itself. */
  settled(services: readonly ManagedService[] = this.roster.all): Promise<void> {
    return this.#platform.conditions.until(() => services.every(({ isSettled }) => isSettled))
  }

  /** One after another, each ready before the next is touched. */
  async restart(services: readonly ManagedService[]): Promise<void> {
    for (const service of services) await service.restart(STOP)
    await this.settled(services)
  }

  async stop(services: readonly ManagedService[], steps: readonly EndingStep[] = STOP): Promise<void> {
    await Promise.all(services.map(service => service.stop(steps)))
  }

  /** Stops what needs others before the others. */
  async stopInReverse(steps: readonly EndingStep[]): Promise<void> {
    for (const wave of this.roster.waves.toReversed()) await this.stop(wave, steps)
  }

  /** Resolves when nothing is being built, migrated or seeded, and nothing is kept for that. */
  async idle(): Promise<void> {
    await Promise.all(this.roster.all.map(({ idle }) => idle))
    await this.#workshop.close()
  }

  /** Takes over new manifests: starts what has come, stops what has gone, restarts what now says something else. */
  async adopt(loaded: readonly LoadedManifest[], startsNew: boolean): Promise<void> {
    const { added, changed, removed } = this.roster.load(loaded)
    for (const { name } of added) this.#onNotice(`${name} has come`)
    for (const { name } of removed) this.#onNotice(`${name} has gone`)
    await this.#workshop.publishServiceKeys()
    await this.stop(removed)
    if (startsNew) for (const service of added) this.#inBackground(service.start())
    for (const service of changed.filter(({ isWanted }) => isWanted))
      this.#inBackground(service.restart(STOP))
  }

  /** Restarts those who were told an address that holds no more. */
  async renew(infrastructure: Infrastructure): Promise<void> {
    const told = this.roster.all.filter(({ loaded }) => infrastructure.isWantedBy(loaded.manifest))
    await Promise.all(told.map(service => service.renew(STOP)))
  }

  /** What goes wrong with a service is told in its status; anything else is our own fault and must be heard. */
  #inBackground(work: Promise<void>) {
    work.catch(error => this.#onNotice(`The supervisor itself has failed: ${error?.stack ?? error}`))
  }
}

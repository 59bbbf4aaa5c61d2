import process from 'node:process'
import { loadManifests } from '@azora/manifest'
import type { PlatformState, RunOptions, Status, SupervisorEvent } from './api.js'
import { hostSettings } from './config.js'
import type { Foundation } from './infrastructure/foundation.js'
import { Journal } from './journal.js'
import { infrastructureOf, openPlatform, type Platform } from './platform.js'
import { routeTable } from './routes.js'
import { Fleet } from './services/fleet.js'
import type { ManagedService } from './services/managed-service.js'
import { platformState } from './services/status.js'
import { ABANDONED, DOWN, STOP } from './services/stopping.js'
import { Tools } from './services/tools.js'
import { Workshop } from './services/workshop.js'
import { ManifestWatch } from './watch/manifest-watch.js'
import { SourceWatch } from './watch/source-watch.js'

/** Runs the platform of one checkout in this process; `launch` gives it a process of its own. */
export class Supervisor {
  readonly #platform: Platform
  readonly #journal: Journal
  readonly #foundation: Foundation
  readonly #fleet: Fleet
  /** For those who look after services: their configuration and data. */
  readonly tools: Tools
  readonly #watches: readonly { close(): void }[]
  readonly #sources: SourceWatch
  readonly #startedAt = new Date()
  #attached = 0
  /** Whether the platform's life has ever been tied to a client's. */
  wasAttached = false
  #startMs: number | null = null
  #ending: Promise<void> | null = null
  #hasEnded = false
  #rereading: Promise<void> = Promise.resolve()

  private constructor(platform: Platform) {
    this.#platform = platform
    const routes = () => routeTable(this.#fleet.roster.all)
    const journal = new Journal(platform.paths, { status: () => this.status, routes })
    const onLog = journal.log.bind(journal)
    const { postgres, foundation } = infrastructureOf(platform, {
      onLog,
      onChange: ({ status }) => this.#changed({ type: 'infrastructure', at: now(), infrastructure: status }),
      onMoved: infrastructure => void this.#fleet.renew(infrastructure),
    })
    const onChange = ({ status }: ManagedService) =>
      this.#changed({ type: 'service', at: now(), service: status })
    this.#journal = journal
    this.#foundation = foundation
    const services = () => this.#fleet.roster.all
    const workshop = new Workshop({ ...platform, postgres, foundation, services, onChange, onLog })
    this.#fleet = new Fleet({
      platform,
      workshop,
      onChange,
      onNotice: message => journal.notice('info', message),
    })
    const profile = platform.run.profile ?? 'local'
    this.tools = new Tools({ roster: this.#fleet.roster, workshop, postgres, foundation, profile })
    const onSaved = (service: ManagedService, files: readonly string[]) => void this.#reload(service, files)
    this.#sources = new SourceWatch({ services, all: platform.run.watch ?? false, onChange: onSaved })
    this.#watches = [new ManifestWatch(platform.paths.root, () => void this.reread()), this.#sources]
  }

  /**
   * Reads the checkout and ends what an earlier run left behind; starts nothing yet.
   * @throws {InvalidManifests | PlanRefused} if the manifests cannot be used
   */
  static async open(root: string, run: RunOptions = {}, settings = hostSettings()): Promise<Supervisor> {
    return new Supervisor(await openPlatform(root, run, settings))
  }

  get status(): Status {
    const { paths, run } = this.#platform
    const services = this.#fleet.roster.all.map(({ status }) => status)
    const host = { pid: process.pid, startedAt: this.#startedAt.toISOString(), attached: this.#attached }
    return {
      schemaVersion: 1,
      root: paths.root,
      state: this.#state(services),
      profile: run.profile ?? 'local',
      host: { ...host, watch: run.watch ?? false },
      startMs: this.#startMs,
      infrastructure: this.#foundation.statuses,
      services,
    }
  }

  /** Hears everything that happens; returns how to stop that. */
  subscribe(listener: (event: SupervisorEvent) => void): () => void {
    return this.#journal.subscribe(listener)
  }

  /** Counts clients whose end is the platform's end; returns how many there are now. */
  attach(change: 1 | -1): number {
    this.wasAttached = true
    this.#attached += change
    this.#journal.changed()
    return this.#attached
  }

  /** Has a folder removed when everything has ended, whatever way. */
  discardAtEnd(folder: string) {
    this.#platform.guard.trash(folder)
  }

  /** Starts what the options ask for. Resolves when each service is ready, has failed or waits in vain. */
  async start(): Promise<void> {
    const { services } = this.#platform.run
    this.#foundation.want(this.#fleet.roster.withNeeds(services).map(({ loaded }) => loaded.manifest))
    await this.#fleet.up(services)
    this.#startMs ??= Date.now() - this.#startedAt.getTime()
    this.#journal.changed()
    this.#platform.conditions.changed()
    await this.#journal.flush()
  }

  /** @throws {HostRefused} for a name that no service has */
  up(names?: readonly string[]): Promise<void> {
    return this.#told(this.#fleet.up(names))
  }

  /** Resolves when each service that is wanted is ready, has failed or waits in vain. */
  settled(): Promise<void> {
    const hasStarted = () => this.#startMs !== null || this.#ending !== null
    return this.#told(this.#platform.conditions.until(hasStarted).then(() => this.#fleet.settled()))
  }

  /** @throws {HostRefused} for a name that no service has */
  restart(names: readonly string[]): Promise<void> {
    return this.#told(this.#fleet.restart(this.#fleet.roster.named(names)))
  }

  /** @throws {HostRefused} for a name that no service has */
  stop(names: readonly string[]): Promise<void> {
    return this.#told(this.#fleet.stop(this.#fleet.roster.named(names)))
  }

  /** Takes notice of manifests that have come, changed or gone. Also called when one is saved. */
  reread(): Promise<void> {
    this.#rereading = this.#rereading.then(() => this.#readAgain())
    return this.#rereading
  }

  /**
   * Stops everything, what needs others first, then infrastructure. Nothing is left running.
   * @param haste nobody waits any more: all at once, within 5 s
   */
  close(haste = false): Promise<void> {
    this.#ending ??= this.#close(haste)
    return this.#ending
  }

  /** Whoever is answered may read the files at once. */
  async #told(work: Promise<void>) {
    await work
    await this.#journal.flush()
  }

  async #close(haste: boolean) {
    for (const watch of this.#watches) watch.close()
    this.#journal.changed()
    await this.#rereading
    const steps = haste ? ABANDONED : DOWN
    await (haste ? this.#fleet.stop(this.#fleet.roster.all, steps) : this.#fleet.stopInReverse(steps))
    await this.#platform.processes.endServices(ABANDONED)
    await this.#foundation.stop()
    await this.#fleet.idle()
    this.#hasEnded = true
    this.#journal.changed()
    await this.#journal.flush()
    await this.#platform.processes.flush()
    await this.#platform.guard.release()
  }

  #state(services: Status['services']): PlatformState {
    if (this.#hasEnded) return 'stopped'
    return this.#ending ? 'stopping' : platformState(services)
  }

  #changed(event: SupervisorEvent) {
    this.#journal.tell(event)
    this.#journal.changed()
    this.#platform.conditions.changed()
    if (!this.#ending) this.#sources.refresh()
  }

  async #reload(service: ManagedService, files: readonly string[]) {
    this.#journal.tell({ type: 'reload', at: now(), service: service.name, files })
    await service.restart(STOP)
  }

  async #readAgain() {
    try {
      if (!this.#ending)
        await this.#fleet.adopt(await loadManifests(this.#platform.paths.root), !this.#platform.run.services)
    } catch (error) {
      this.#journal.notice('error', `The manifests as they stand cannot be used: ${String(error)}`)
    }
    this.#journal.changed()
  }
}

function now(): string {
  return new Date().toISOString()
}

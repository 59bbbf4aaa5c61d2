import { isDeepStrictEqual } from 'node:util'
import { type LoadedManifest, nearest, plan, withNeeds } from '@azora/manifest'
import { HostRefused } from '../api.js'
import type { ManagedService } from './managed-service.js'

/** What a new reading of the manifests has changed. */
export interface RosterChanges {
  readonly added: readonly ManagedService[]
  readonly changed: readonly ManagedService[]
  readonly removed: readonly ManagedService[]
}

/** The services of a platform, in start order. */
export class Roster {
  readonly #make: (loaded: LoadedManifest, wave: number) => ManagedService
  #services = new Map<string, ManagedService>()

  constructor(make: (loaded: LoadedManifest, wave: number) => ManagedService) {
    this.#make = make
  }

  get all(): readonly ManagedService[] {
    return [...this.#services.values()]
  }

  /** Start order in waves. */
  get waves(): readonly (readonly ManagedService[])[] {
    const waves: ManagedService[][] = []
    for (const service of this.all) (waves[service.wave] ??= []).push(service)
    return waves.filter(wave => wave !== undefined)
  }

  /** Takes over manifests. @throws {PlanRefused} and keeps the old ones */
  load(loaded: readonly LoadedManifest[]): RosterChanges {
    const waves = plan(loaded.map(entry => ({ ...entry, ...entry.manifest })))
    const before = this.#services
    const added: ManagedService[] = []
    const changed: ManagedService[] = []
    const next = waves.flatMap((wave, index) =>
      wave.map(({ manifest, folder, file }) => {
        const known = before.get(manifest.name)
        const service = known ?? this.#make({ manifest, folder, file }, index)
        if (!known) added.push(service)
        else if (!isDeepStrictEqual(known.loaded.manifest, manifest)) changed.push(service)
        service.loaded = { manifest, folder, file }
        service.wave = index
        return service
      }),
    )
    this.#services = new Map(next.map(service => [service.name, service]))
    return { added, changed, removed: [...before.values()].filter(({ name }) => !this.#services.has(name)) }
  }

  /** @throws {HostRefused} with the name that was meant */
  one(name: string): ManagedService {
    return this.#services.get(name) ?? this.#refuse(name)
  }

  /** @throws {HostRefused} with the name that was meant */
  named(names: readonly string[]): ManagedService[] {
    return names.map(name => this.one(name))
  }

  /** The named services and what they need, or all, in start order. */
  withNeeds(names: readonly string[] | undefined): ManagedService[] {
    if (!names) return [...this.all]
    this.named(names)
    const manifests = this.all.map(({ loaded }) => loaded.manifest)
    return this.named(withNeeds(manifests, names).map(({ name }) => name))
  }

  needsMet(service: ManagedService): boolean {
    return service.loaded.manifest.needs.every(need => {
      const status = this.#services.get(need.service)?.status
      return need.condition === 'ready' ? status?.ready : status?.url != null
    })
  }

  /** A need that has failed or was stopped will not come by itself; nor will one that waits for such a need. */
  blocker(service: ManagedService): string | null {
    if (this.needsMet(service)) return null
    for (const { service: name } of service.loaded.manifest.needs) {
      const need = this.#services.get(name)
      if (!need || !need.isWanted) return `waits for ${name}, which is stopped`
      if (need.status.state === 'failed') return `waits for ${name}, which has failed`
      if (need.blocker) return `waits for ${name}, which ${need.blocker}`
    }
    return null
  }

  #refuse(name: string): never {
    const meant = nearest(name, [...this.#services.keys()])
    throw new HostRefused(
      'unknown-service',
      `There is no service ${name}.${meant ? ` Did you mean ${meant}?` : ''}`,
    )
  }
}

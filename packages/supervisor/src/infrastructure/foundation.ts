import type { Manifest } from '@azora/manifest'
import type { InfrastructureStatus } from '../api.js'
import type { Infrastructure } from './infrastructure.js'

/** All infrastructure of a platform: each part is started once somebody wants it. */
export class Foundation {
  readonly #parts: readonly Infrastructure[]
  readonly #starts = new Map<Infrastructure, Promise<void>>()

  constructor(parts: readonly Infrastructure[]) {
    this.#parts = parts
  }

  /** In order of the parts; those nobody has wanted are left out. */
  get statuses(): InfrastructureStatus[] {
    return this.#parts.filter(part => this.#starts.has(part)).map(({ status }) => status)
  }

  /** Starts what these services want, without waiting for it. */
  want(manifests: readonly Manifest[]) {
    for (const part of this.#parts)
      if (manifests.some(manifest => part.isWantedBy(manifest))) this.#start(part).catch(() => {})
  }

  /** Makes what a service has asked for. @throws {InfrastructureFault} */
  async provision(manifest: Manifest): Promise<void> {
    for (const part of this.#wantedBy(manifest)) {
      await this.#start(part)
      await part.provision(manifest)
    }
  }

  /** What a service's processes are told. */
  environment(manifest: Manifest): Record<string, string> {
    return Object.assign({}, ...this.#wantedBy(manifest).map(part => part.environment(manifest)))
  }

  /** False while something this service wants has died and is about to be back. */
  isThere(manifest: Manifest): boolean {
    return this.#wantedBy(manifest).every(({ status }) => status.state !== 'restarting')
  }

  /** Ends one part's process as `kill -9` would; null if it has none, undefined if there is no such part. */
  kill(name: string): number | null | undefined {
    return this.#parts.find(part => part.name === name)?.kill()
  }

  /** Stops what was started, even what is only about to be. */
  async stop(): Promise<void> {
    await Promise.all([...this.#starts].map(([part, start]) => start.catch(() => {}).then(() => part.stop())))
  }

  #wantedBy(manifest: Manifest): Infrastructure[] {
    return this.#parts.filter(part => part.isWantedBy(manifest))
  }

  /** Once; again if it has failed, for the reason may be gone. */
  #start(part: Infrastructure): Promise<void> {
    const known = this.#starts.get(part)
    if (known && part.status.state !== 'failed') return known
    const start = part.start()
    this.#starts.set(part, start)
    return start
  }
}

import type { LoadedManifest } from '@azora/manifest'
import type { InstanceStatus, ServiceStatus } from '../api.js'
import type { Bundle } from '../bundle/bundle.js'
import type { EndingStep } from '../process/ending.js'
import type { Instance } from './instance.js'
import type { ContractSummary } from './messages.js'
import { type Preparation, serviceStatus } from './status.js'
import { STOP } from './stopping.js'

/** What a service is given by its platform. */
export interface ServiceSurroundings {
  /** Builds, migrates and seeds; tells the stage it is in. */
  prepare(service: ManagedService, onStage: (stage: Preparation['stage']) => void): Promise<Bundle>
  /** What may wait until the new program serves. */
  finish(service: ManagedService): Promise<void>
  /** One instance per replica, none of them started. */
  instances(service: ManagedService): readonly Instance[]
  /** Whether everything the service needs is there. */
  needsMet(service: ManagedService): boolean
  /** What keeps a service from starting until somebody acts, in a sentence; null while it may still come. */
  blocker(service: ManagedService): string | null
  /** Resolves when the condition holds. */
  until(holds: () => boolean): Promise<void>
  /** The port of the socket that is held for it, if any is. */
  heldPort(service: ManagedService): number | null
  onChange(service: ManagedService): void
}

export type StopSteps = readonly EndingStep[]

/** One service of the platform: prepared, started when what it needs is there, and kept as it is wanted. */
export class ManagedService {
  loaded: LoadedManifest
  wave: number
  bundle: Bundle | null = null
  readonly #surroundings: ServiceSurroundings
  #instances: readonly Instance[] = []
  #contract: ContractSummary | null = null
  #preparation: Preparation = { stage: 'none', failure: null }
  #wanted = false
  #preparing: Promise<unknown> = Promise.resolve()
  /** Raised by whatever makes work in progress pointless. */
  #run = 0

  constructor(loaded: LoadedManifest, wave: number, surroundings: ServiceSurroundings) {
    this.loaded = loaded
    this.wave = wave
    this.#surroundings = surroundings
  }

  get name(): string {
    return this.loaded.manifest.name
  }

  get isWanted(): boolean {
    return this.#wanted
  }

  /** Whether any process of it is there. */
  get isRunning(): boolean {
    return this.#instances.some(({ status }) => status.pid !== null)
  }

  /** Whether any process of it takes requests. */
  get isListening(): boolean {
    return this.#instances.some(({ status }) => status.url !== null)
  }

  get instances(): readonly Instance[] {
    return this.#instances
  }

  /** What it serves, as it has last told. */
  get contract(): ContractSummary | null {
    return this.#instances.find(({ contract }) => contract)?.contract ?? this.#contract
  }

  /** Whether it comes back by itself when it is away: requests may wait for it. */
  get isExpected(): boolean {
    if (!this.#wanted || this.blocker !== null) return false
    if (this.#instances.length === 0) return this.#preparation.failure === null
    return this.#instances.some(({ status }) => status.state !== 'failed')
  }

  get status(): ServiceStatus {
    const instances: InstanceStatus[] = this.#instances.map(({ status }) => status)
    const preparation = { ...this.#preparation, failure: this.failure ?? this.blocker }
    const heldPort = this.#surroundings.heldPort(this)
    return serviceStatus({ loaded: this.loaded, wave: this.wave, preparation, instances, heldPort })
  }

  /** Why its present sources are not in service; older ones may be. */
  get failure(): string | null {
    return this.#preparation.failure
  }

  /** Why it waits in vain. */
  get blocker(): string | null {
    return this.#wanted && this.#preparation.stage === 'pending' ? this.#surroundings.blocker(this) : null
  }

  /** Whether nothing more will happen to it by itself, unless it is what it needs that changes. */
  get isSettled(): boolean {
    return !this.#wanted || this.blocker !== null || SETTLED.has(this.status.state)
  }

  /** Resolves when no work on it is in progress. */
  get idle(): Promise<unknown> {
    return this.#preparing
  }

  /** Brings it up; no effect while it is up or on its way. A failed one gets a new budget. */
  async start(): Promise<void> {
    if (this.#wanted && this.status.state !== 'failed') return
    this.#wanted = true
    const run = ++this.#run
    const former = this.#instances
    this.#contract = this.contract
    this.#instances = []
    if (!(await this.#prepare(run))) return
    this.#stage('pending')
    await Promise.all(former.map(instance => instance.stop(STOP)))
    await this.#surroundings.until(() => run !== this.#run || this.#surroundings.needsMet(this))
    if (run !== this.#run) return
    this.#instances = this.#surroundings.instances(this)
    for (const instance of this.#instances) instance.start()
    this.#stage('none')
  }

  /** Resolves when its processes have ended. */
  async stop(steps: StopSteps): Promise<void> {
    this.#wanted = false
    this.#run++
    await Promise.all(this.#instances.map(instance => instance.stop(steps)))
    this.#set({ stage: 'none', failure: null })
  }

  /**
   * Puts the present sources into service, one instance after another. The old processes serve while the new program is
   * made; if that fails they go on.
   */
  async restart(steps: StopSteps): Promise<void> {
    if (this.#instances.length === 0 || !this.#wanted) return this.start()
    const run = ++this.#run
    if (!(await this.#prepare(run))) return
    this.#stage('none')
    for (const instance of this.#instances) {
      await instance.restart(steps)
      if (run !== this.#run) return
      await this.#surroundings.until(() => run !== this.#run || SETTLED.has(instance.status.state))
    }
    this.#preparing = this.#finish(run)
    await this.#preparing
  }

  /** Ends the processes so that they come back with a changed environment; the program stays. */
  async renew(steps: StopSteps): Promise<void> {
    const active = this.#instances.filter(({ status }) => status.state !== 'stopped')
    await Promise.all(active.map(instance => instance.stop(steps)))
    if (this.#wanted) for (const instance of active) instance.start()
  }

  async #finish(run: number) {
    try {
      if (run === this.#run) await this.#surroundings.finish(this)
    } catch (error) {
      if (run === this.#run) this.#set({ stage: 'none', failure: messageOf(error) })
    }
  }

  #prepare(run: number): Promise<boolean> {
    const preparing = this.#attempt(run)
    this.#preparing = preparing
    return preparing
  }

  async #attempt(run: number): Promise<boolean> {
    try {
      this.#set({ stage: 'building', failure: null })
      const bundle = await this.#surroundings.prepare(this, stage => {
        if (run !== this.#run) throw new Error('superseded: nobody needs the rest')
        this.#stage(stage)
      })
      if (run !== this.#run) return false
      this.bundle = bundle
      return true
    } catch (error) {
      if (run === this.#run) this.#set({ stage: 'none', failure: messageOf(error) })
      return false
    }
  }

  #stage(stage: Preparation['stage']) {
    this.#set({ ...this.#preparation, stage })
  }

  #set(preparation: Preparation) {
    this.#preparation = preparation
    this.#surroundings.onChange(this)
  }
}

const SETTLED: ReadonlySet<string> = new Set(['ready', 'failed'])

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

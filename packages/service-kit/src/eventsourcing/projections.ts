import { at } from '../events/fault-point.js'
import type { InboxStore } from '../events/inbox/inbox-store.js'
import { Pump } from '../events/pump.js'
import type { Logger } from '../observability/logger.js'
import type { Kit, Resource } from '../resource.js'
import type { Projection } from './projection.js'
import { listProjections } from './projection-list.js'
import { observeProjections } from './projection-metrics.js'
import { register } from './projection-rows.js'
import { Projector } from './projector.js'
import type { Streams } from './streams.js'

/** What projections live on: a service's database. */
export interface ProjectionStore extends InboxStore {
  readonly streams: Streams
  readonly projections: readonly Projection[]
}

const SWEEP_MS = 1_000

/**
 * Keeps the read models of a database up to date: woken by every commit that has appended, swept each second for what
 * other instances have. Each projection goes at its own pace: one that stands still holds up no other.
 */
export class Projections implements Resource {
  readonly required = false
  readonly #store: ProjectionStore
  readonly #entered = new Set<Projection>()
  #log: Logger | undefined
  #pumps: Pump[] = []
  #unhook: () => void = () => {}

  constructor(store: ProjectionStore) {
    this.#store = store
  }

  async start({ log, metrics }: Kit): Promise<void> {
    const { projections, streams } = this.#store
    this.#log = log
    for (const projection of projections) {
      const entering = this.#enter(projection).catch(error => this.#waits(projection, error))
      await at('projections.enter', () => entering)
    }
    observeProjections(metrics.registry, () => listProjections(this.#store))
    this.#pumps = projections.map(projection => {
      const projector = new Projector({ store: this.#store, projection, log })
      const work = async () => {
        await at('projections.late', () => this.#enter(projection))
        return at('projections.pass', () => projector.pass())
      }
      const failed = (error: unknown, times: number) => times === 1 && this.#waits(projection, error)
      return new Pump({ work, failed, sweepMs: SWEEP_MS })
    })
    this.#unhook = streams.onCommitted(() => this.wake())
    for (const pump of this.#pumps) pump.start()
  }

  /** Once. Where the tables are still missing, nothing can be appended either. */
  async #enter(projection: Projection): Promise<void> {
    if (this.#entered.has(projection)) return
    await at('projections.register', () => register(this.#store.pool, projection))
    this.#entered.add(projection)
  }

  #waits({ name }: Projection, error: unknown): void {
    this.#log?.warn('a projection waits for the database', { projection: name, error })
  }

  /** There may be something to do. */
  wake(): void {
    for (const pump of this.#pumps) pump.wake()
  }

  async stop(): Promise<void> {
    this.#unhook()
    await at('projections.stop', () => Promise.all(this.#pumps.map(pump => pump.stop())))
  }

  /** Fails while one stands still. */
  async check(): Promise<void> {
    const all = await at('projections.check', () => listProjections(this.#store))
    const stopped = all.find(({ failure }) => failure !== null)
    if (stopped)
      throw new Error(
        `${stopped.name} (${stopped.state}) stands still at ${stopped.position}: ${stopped.failure}`,
      )
  }
}

import { at } from '../events/fault-point.js'
import type { InboxStore } from '../events/inbox/inbox-store.js'
import { Pump } from '../events/pump.js'
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
  #pumps: Pump[] = []
  #unhook: () => void = () => {}

  constructor(store: ProjectionStore) {
    this.#store = store
  }

  async start({ log, metrics }: Kit): Promise<void> {
    const { pool, projections, streams } = this.#store
    for (const projection of projections) await at('projections.register', () => register(pool, projection))
    observeProjections(metrics.registry, () => listProjections(pool))
    this.#pumps = projections.map(projection => {
      const projector = new Projector({ store: this.#store, projection, log })
      const failed = (error: unknown, times: number) => {
        if (times === 1)
          log.warn('a projection waits for the database', { projection: projection.name, error })
      }
      return new Pump({ work: () => projector.pass(), failed, sweepMs: SWEEP_MS })
    })
    this.#unhook = streams.onCommitted(() => this.wake())
    for (const pump of this.#pumps) pump.start()
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
    const all = await at('projections.check', () => listProjections(this.#store.pool))
    const stopped = all.find(({ failure }) => failure !== null)
    if (stopped)
      throw new Error(
        `${stopped.name} (${stopped.state}) stands still at ${stopped.position}: ${stopped.failure}`,
      )
  }
}

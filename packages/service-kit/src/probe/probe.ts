import type { Database } from '../data/database.js'
import { Consumer, type ConsumerOptions } from '../events/inbox/consumer.js'
import { Retries } from '../events/inbox/retries.js'
import { Subscriptions } from '../events/inbox/subscriptions.js'
import { type Next, Pump } from '../events/pump.js'
import type { Transport } from '../events/transport/transport.js'
import type { Kit, Resource } from '../resource.js'
import { probeHandler } from './probe-handler.js'
import { ProbeLoad } from './probe-load.js'
import { currentOrder, type ProbeOrder, takeUp } from './probe-order.js'

/** The options of {@link Probe}. */
export interface ProbeOptions {
  database: Database
  transport: Transport
  /** What the service's own handlers are run with. */
  consuming: Omit<ConsumerOptions, 'handler' | 'postponed'>
}

/** A trial under way in this process. */
interface Trial {
  id: string
  load: ProbeLoad
  /** In the order in which they are stopped. */
  parts: readonly Required<Pick<Resource, 'stop'>>[]
}

const LOOK_MS = 1_000

/**
 * Lets `azora chaos` try a running service, and nothing else: it publishes and handles trial events through the service's own
 * outbox, transport and inbox. It looks for an order once a second. Never in production.
 */
export class Probe implements Resource {
  readonly required = false
  readonly #options: ProbeOptions
  readonly #pump: Pump
  #kit: Kit | undefined
  #trial: Trial | undefined

  constructor(options: ProbeOptions) {
    this.#options = options
    this.#pump = new Pump({ work: () => this.#look(), failed: this.#failed, sweepMs: LOOK_MS })
  }

  start(kit: Kit): void {
    this.#kit = kit
    this.#pump.start()
  }

  async stop(): Promise<void> {
    await this.#pump.stop()
    await this.#end()
  }

  async #look(): Promise<Next> {
    const order = await currentOrder(this.#options.database.pool)
    if (order?.id !== this.#trial?.id) await this.#end()
    if (order) await this.#follow(order)
    return 'idle'
  }

  async #follow(order: ProbeOrder): Promise<void> {
    const { database, transport } = this.#options
    this.#trial ??= this.#begun(order)
    if (!order.isTakenUp) await takeUp(database.pool, order, transport.name)
    if (order.isBegun) this.#trial.load.start()
  }

  #begun({ id, source }: ProbeOrder): Trial {
    const { database, transport, consuming } = this.#options
    const { kit } = consuming
    const handler = probeHandler(kit.service, { id, source }, database)
    const consumer = new Consumer({ ...consuming, handler, postponed: () => retries.wake() })
    const retries = new Retries(database, [consumer])
    const subscriptions = new Subscriptions(transport, [consumer])
    retries.start(kit)
    subscriptions.start()
    const load = new ProbeLoad({
      service: kit.service,
      run: id,
      database,
      clock: kit.clock,
      failed: this.#failed,
    })
    return { id, parts: [load, subscriptions, retries], load }
  }

  async #end(): Promise<void> {
    const parts = this.#trial?.parts ?? []
    this.#trial = undefined
    for (const part of parts) await part.stop()
  }

  readonly #failed = (error: unknown, times: number): void => {
    if (times === 1) this.#kit?.log.warn('a trial of events is held up', { error })
  }
}

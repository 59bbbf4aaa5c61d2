import type { Kit, Resource } from '../../resource.js'
import { at } from '../fault-point.js'
import { type Next, Pump } from '../pump.js'
import { handlerOf, isReplay } from '../replay/replay-name.js'
import type { Consumer } from './consumer.js'
import type { InboxStore } from './inbox-store.js'
import { msUntilDue, nextDue, type Waiting } from './waiting-rows.js'

const WORKERS = 4
const SWEEP_MS = 1_000
const TRANSACTION_MS = 30_000

/**
 * Tries waiting events again when they are due, the first of each key alone: several at once, over any number of instances,
 * so that one that hangs holds up no other key.
 */
export class Retries implements Resource {
  readonly required = false
  readonly #store: InboxStore
  readonly #consumers: ReadonlyMap<string, Consumer>
  readonly #workers: readonly Pump[]
  #kit: Kit | undefined

  constructor(store: InboxStore, consumers: readonly Consumer[]) {
    this.#store = store
    this.#consumers = new Map(consumers.map(consumer => [consumer.name, consumer]))
    const options = { work: () => this.#pass(), failed: this.#failed, sweepMs: SWEEP_MS }
    this.#workers = Array.from({ length: consumers.length > 0 ? WORKERS : 0 }, () => new Pump(options))
  }

  start(kit: Kit): void {
    this.#kit = kit
    for (const worker of this.#workers) worker.start()
  }

  async stop(): Promise<void> {
    await at('retries.stop', () => Promise.all(this.#workers.map(worker => worker.stop())))
  }

  /** There may be something to try. */
  wake(): void {
    for (const worker of this.#workers) worker.wake()
  }

  /** One event; its row is held until it is dealt with, so that no other worker tries it meanwhile. */
  async #pass(): Promise<Next> {
    const handlers = [...this.#consumers.keys()]
    const now = this.#kit?.clock.now() ?? new Date()
    if (await at('retries.one', () => this.#one(handlers, now))) return 'again'
    const afterMs = await at('retries.due', () => msUntilDue(this.#store, handlers, now))
    return afterMs === undefined ? 'idle' : { afterMs }
  }

  async #one(handlers: readonly string[], now: Date): Promise<boolean> {
    let found: Waiting | undefined
    const work = async () => {
      found = await at('retries.next', () => nextDue(this.#store, handlers, now))
      if (found) await at('retries.again', () => this.#retry(found))
    }
    try {
      await at('retries.transaction', () => this.#store.transaction(work, { timeoutMs: TRANSACTION_MS }))
    } catch (error) {
      if (!found) throw error
      // It has broken even the transaction around it (outlived it, say). That counts as an attempt like any other.
      await at('retries.fail', () => this.#fail(found, error))
    }
    return found !== undefined
  }

  async #retry(waiting: Waiting | undefined): Promise<void> {
    if (waiting) await at('retries.attempt', async () => this.#consumerOf(waiting)?.again(waiting))
  }

  async #fail(waiting: Waiting | undefined, error: unknown): Promise<void> {
    if (!waiting) return
    const { event } = waiting
    await at('retries.count', async () => this.#consumerOf(waiting)?.fail({ event, error, waiting }))
  }

  #consumerOf({ handler }: Waiting): Consumer | undefined {
    const consumer = this.#consumers.get(handlerOf(handler))
    return isReplay(handler) ? consumer?.as(handler) : consumer
  }

  readonly #failed = (error: unknown, times: number): void => {
    if (times === 1) this.#kit?.log.warn('events that wait could not be tried again', { error })
  }
}

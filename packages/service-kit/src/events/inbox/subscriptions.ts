import type { Resource } from '../../resource.js'
import { at } from '../fault-point.js'
import type { Subscribed, Transport } from '../transport/transport.js'
import type { Consumer } from './consumer.js'

/** Beyond so many events that wait, a handler is too slow or stands still. */
const LONG_QUEUE = 10_000

/** The running subscriptions of a service: the first to stop when it drains. */
export class Subscriptions implements Resource {
  readonly required = false
  readonly #transport: Transport
  readonly #consumers: readonly Consumer[]
  readonly #running = new Map<string, Subscribed>()

  constructor(transport: Transport, consumers: readonly Consumer[]) {
    this.#transport = transport
    this.#consumers = consumers
  }

  start(): void {
    for (const consumer of this.#consumers) {
      this.#running.set(consumer.name, this.#transport.subscribe(consumer))
    }
  }

  async stop(): Promise<void> {
    await at('subscriptions.stop', () => Promise.all([...this.#running.values()].map(it => it.stop())))
    this.#running.clear()
  }

  /** How many events wait for each handler. */
  async lags(): Promise<Map<string, number>> {
    const lags = await at('subscriptions.lags', () =>
      Promise.all(
        [...this.#running].map(
          async ([name, it]) => [name, await at('subscriptions.lag', () => it.lag())] as const,
        ),
      ),
    )
    return new Map(lags)
  }

  /** The same over all instances; null for each while the carrier is away. */
  async backlogs(): Promise<Map<string, number | null>> {
    const backlogs = await at('subscriptions.backlogs', () =>
      Promise.all(
        [...this.#running].map(
          async ([name, it]) => [name, await at('subscriptions.each', () => backlogOf(it))] as const,
        ),
      ),
    )
    return new Map(backlogs)
  }

  async check(): Promise<void> {
    const lags = await at('subscriptions.check', () => this.lags())
    const slow = [...lags].find(([, lag]) => lag > LONG_QUEUE)
    if (slow) throw new Error(`${slow[1]} events wait for ${slow[0]}`)
  }
}

async function backlogOf(subscribed: Subscribed): Promise<number | null> {
  const asked = () => subscribed.backlog?.() ?? subscribed.lag()
  return at('subscriptions.backlog', () => asked().catch(() => null))
}

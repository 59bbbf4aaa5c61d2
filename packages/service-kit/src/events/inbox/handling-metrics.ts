import type { CloudEvent } from '@azora/contracts'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { at } from '../fault-point.js'
import { handlerOf, isReplay } from '../replay/replay-name.js'
import type { Verdict } from './retry-policy.js'

/** How the handling of an event ended, for now. */
export type Ending = 'handled' | 'known' | Verdict

const SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 300]

/**
 * `events_handled_total` by handler and ending, `events_delay_seconds` from happening to handled, `events_lag` by handler.
 */
export class HandlingMetrics {
  readonly #handled: Counter
  readonly #delay: Histogram
  readonly #now: () => Date

  constructor(registry: Registry, now: () => Date, lags: () => Promise<ReadonlyMap<string, number>>) {
    this.#now = now
    this.#handled = new Counter({
      name: 'events_handled_total',
      help: 'Events by handler and what became of them',
      labelNames: ['handler', 'ending'],
      registers: [registry],
    })
    this.#delay = new Histogram({
      name: 'events_delay_seconds',
      help: 'From when an event happened to when it was handled',
      labelNames: ['handler'],
      buckets: SECONDS,
      registers: [registry],
    })
    const lag = new Gauge({
      name: 'events_lag',
      help: 'Events that wait for a handler, of the lanes this instance has',
      labelNames: ['handler'],
      registers: [],
      async collect() {
        // A scrape must not fail with the database: the last known figures stand.
        const known = await at('handler.lags', () => lags().catch(() => new Map<string, number>()))
        for (const [handler, count] of known) this.set({ handler }, count)
      },
    })
    registry.registerMetric(lag)
  }

  /** A replay counts for its handler; that its events happened long ago is no delay. */
  ended(name: string, ending: Ending, { time }: CloudEvent): void {
    const handler = handlerOf(name)
    this.#handled.labels(handler, ending).inc()
    if (ending === 'handled' && !isReplay(name))
      this.#delay.labels(handler).observe((this.#now().getTime() - Date.parse(time)) / 1_000)
  }
}

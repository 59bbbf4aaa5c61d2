import type pg from 'pg'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { at } from '../events/fault-point.js'

/** How an attempt at a step ended. */
export type AttemptEnding = 'done' | 'compensated' | 'failed'

interface Count {
  saga: string
  state: string
  count: number
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30]
const OPEN = `
  SELECT saga, state, count(*)::int AS count FROM azora.sagas WHERE ended_at IS NULL GROUP BY saga, state`

/**
 * `sagas_started_total`, `sagas_ended_total` by ending, `saga_step_seconds` by ending of the attempt, and `sagas_open` by state:
 * those of the whole service, asked when scraped.
 */
export class SagaMetrics {
  readonly #started: Counter
  readonly #ended: Counter
  readonly #steps: Histogram

  constructor(registry: Registry, pool: pg.Pool) {
    const registers = [registry]
    this.#started = new Counter({
      name: 'sagas_started_total',
      help: 'Sagas begun',
      labelNames: ['saga'],
      registers,
    })
    this.#ended = new Counter({
      name: 'sagas_ended_total',
      help: 'Sagas ended, by how',
      labelNames: ['saga', 'ending'],
      registers,
    })
    this.#steps = new Histogram({
      name: 'saga_step_seconds',
      help: 'Duration of attempts at steps, and at undoing them',
      labelNames: ['saga', 'step', 'ending'],
      buckets: SECONDS,
      registers,
    })
    registry.registerMetric(openGauge(pool))
  }

  started(saga: string): void {
    this.#started.labels(saga).inc()
  }

  ended(saga: string, ending: 'completed' | 'compensated'): void {
    this.#ended.labels(saga, ending).inc()
  }

  /** Begins to measure an attempt. Call what it returns when that has ended. */
  attempt(saga: string, step: string): (ending: AttemptEnding) => void {
    const startedAt = performance.now()
    return ending => this.#steps.labels(saga, step, ending).observe((performance.now() - startedAt) / 1_000)
  }
}

function openGauge(pool: pg.Pool): Gauge {
  return new Gauge({
    name: 'sagas_open',
    help: 'Sagas of the service that have not ended, by state',
    labelNames: ['saga', 'state'],
    registers: [],
    async collect() {
      // A scrape must not fail with the database: the last known figures stand.
      const found = await at('saga.open', () => pool.query<Count>(OPEN).catch(() => undefined))
      if (!found) return
      this.reset()
      for (const { saga, state, count } of found.rows) this.set({ saga, state }, count)
    },
  })
}

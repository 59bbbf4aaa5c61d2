import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import { Durations, type Series } from './durations.js'

/** Observes one kind of request; made once per operation and status class, so that requests look up no labels. */
export interface RequestObserver {
  /** @param seconds How long it took. @param status The status sent. */
  observe(seconds: number, status: number): void
}

/** Prometheus metrics: rate, errors and duration of requests, the runtime, and whatever a service adds to `registry`. */
export class Metrics {
  readonly registry = new Registry()
  /** Requests being handled right now. */
  inFlight = 0
  readonly #requests: Durations
  readonly #queries: Durations
  readonly #queriesByKind = new Map<string, Series>()
  readonly #counters = new Map<string, Counter>()

  constructor(service: string, instance?: string) {
    const { registry } = this
    registry.setDefaultLabels({ service, ...(instance ? { instance } : {}) })
    collectDefaultMetrics({ register: registry })
    const inFlight: Gauge = new Gauge({
      name: 'http_requests_in_flight',
      help: 'Requests being handled',
      registers: [registry],
      collect: () => inFlight.set(this.inFlight),
    })
    this.#requests = new Durations(
      'http_request_duration_seconds',
      'Duration of requests by operation and status',
      registry,
    )
    this.#queries = new Durations('db_query_duration_seconds', 'Duration of database statements', registry)
  }

  /** Prepares the observation of one operation. */
  requests(method: string, operation: string): RequestObserver {
    const byStatus = new Map<number, Series>()
    return {
      observe: (seconds, status) => {
        let series = byStatus.get(status)
        if (!series)
          byStatus.set(
            status,
            (series = this.#requests.series({ method, operation, status: String(status) })),
          )
        series.observe(seconds)
      },
    }
  }

  /** Records one database statement. */
  query(kind: string, seconds: number): void {
    let series = this.#queriesByKind.get(kind)
    if (!series) this.#queriesByKind.set(kind, (series = this.#queries.series({ kind })))
    series.observe(seconds)
  }

  /** A counter by name, made on first use. */
  counter(name: string, help: string): Counter {
    let counter = this.#counters.get(name)
    if (!counter)
      this.#counters.set(name, (counter = new Counter({ name, help, registers: [this.registry] })))
    return counter
  }
}

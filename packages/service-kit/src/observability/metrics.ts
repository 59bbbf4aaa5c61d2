import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** Observes one kind of request; made once per operation and status class, so that requests look up no labels. */
export interface RequestObserver {
  /** @param seconds How long it took. @param status The status sent. */
  observe(seconds: number, status: number): void
}

const SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Prometheus metrics: rate, errors and duration of requests, the runtime, and whatever a service adds to `registry`. */
export class Metrics {
  readonly registry = new Registry()
  /** Requests being handled right now. */
  readonly inFlight: Gauge
  readonly #duration: Histogram
  readonly #queries: Histogram
  readonly #counters = new Map<string, Counter>()

  constructor(service: string, instance?: string) {
    this.registry.setDefaultLabels({ service, ...(instance ? { instance } : {}) })
    collectDefaultMetrics({ register: this.registry })
    this.inFlight = new Gauge({
      name: 'http_requests_in_flight',
      help: 'Requests being handled',
      registers: [this.registry],
    })
    this.#duration = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Duration of requests by operation and status',
      labelNames: ['method', 'operation', 'status'],
      buckets: SECONDS,
      registers: [this.registry],
    })
    this.#queries = new Histogram({
      name: 'db_query_duration_seconds',
      help: 'Duration of database statements',
      labelNames: ['kind'],
      buckets: SECONDS,
      registers: [this.registry],
    })
  }

  /** Prepares the observation of one operation. */
  requests(method: string, operation: string): RequestObserver {
    const children = new Map<number, Histogram.Internal<string>>()
    return {
      observe: (seconds, status) => {
        let child = children.get(status)
        if (!child) children.set(status, (child = this.#duration.labels(method, operation, String(status))))
        child.observe(seconds)
      },
    }
  }

  /** Records one database statement. */
  query(kind: string, seconds: number): void {
    this.#queries.labels(kind).observe(seconds)
  }

  /** A counter by name, made on first use. */
  counter(name: string, help: string): Counter {
    let counter = this.#counters.get(name)
    if (!counter)
      this.#counters.set(name, (counter = new Counter({ name, help, registers: [this.registry] })))
    return counter
  }
}

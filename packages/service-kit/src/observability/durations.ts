import type { Registry } from 'prom-client'

/** One line of a metric, as `prom-client` writes it out. */
interface Value {
  metricName: string
  labels: Readonly<Record<string, string | number>>
  value: number
}

const BOUNDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/**
 * A Prometheus histogram of seconds whose series are made once and counted into by position: `prom-client`'s own looks up
 * and checks the labels of a series each time something is observed, which costs more than all else that is measured.
 */
export class Durations {
  readonly name: string
  readonly help: string
  readonly type = 'histogram'
  readonly aggregator = 'sum'
  readonly #series = new Map<string, Series>()

  constructor(name: string, help: string, registry: Registry) {
    this.name = name
    this.help = help
    // All that a registry asks of a metric is its name, and its values when they are read.
    registry.registerMetric(this as unknown as Parameters<Registry['registerMetric']>[0])
  }

  /** The series with these labels, the same each time. To be looked up once and kept. */
  series(labels: Readonly<Record<string, string>>): Series {
    const key = JSON.stringify(labels)
    let series = this.#series.get(key)
    if (!series) this.#series.set(key, (series = new Series(labels)))
    return series
  }

  /** What stands on `/metrics`. */
  async get() {
    const { name, help, type, aggregator } = this
    return {
      name,
      help,
      type,
      aggregator,
      values: [...this.#series.values()].flatMap(series => series.values(name)),
    }
  }
}

/** The durations under one set of labels. */
export class Series {
  readonly #labels: Readonly<Record<string, string>>
  /** By bucket; the last is for what is longer than every bound. */
  readonly #counts = [...BOUNDS, Number.POSITIVE_INFINITY].map(() => 0)
  #sum = 0

  constructor(labels: Readonly<Record<string, string>>) {
    this.#labels = labels
  }

  observe(seconds: number): void {
    let bucket = 0
    while (bucket < BOUNDS.length && seconds > (BOUNDS[bucket] ?? 0)) bucket++
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1
    this.#sum += seconds
  }

  /** Each bucket counts what is in those before it as well. */
  values(name: string): Value[] {
    let count = 0
    const buckets = this.#counts.map((own, bucket) => {
      count += own
      return {
        metricName: `${name}_bucket`,
        labels: { le: BOUNDS[bucket] ?? '+Inf', ...this.#labels },
        value: count,
      }
    })
    return [
      ...buckets,
      { metricName: `${name}_sum`, labels: this.#labels, value: this.#sum },
      { metricName: `${name}_count`, labels: this.#labels, value: count },
    ]
  }
}

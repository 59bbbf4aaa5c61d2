import { Gauge, type Registry } from 'prom-client'
import { SingleFlight } from '../cache/single-flight.js'

/** A figure of each row, as a gauge. */
export interface Figure<Row> {
  readonly name: string
  readonly help: string
  readonly value: (row: Row) => number
}

/** What {@link askedGauges} shows. */
export interface Asked<Row> {
  readonly figures: readonly Figure<Row>[]
  /** What is so now. When it fails the last known figures stand: a scrape must not fail with the database. */
  readonly ask: () => PromiseLike<readonly Row[]>
  /** What tells rows apart. Default: nothing, there is but one. */
  readonly labels?: (row: Row) => Readonly<Record<string, string>>
  readonly labelNames?: readonly string[]
}

/**
 * Gauges that are asked for when scraped, once for all of them. Each waits for the answer itself: one that is set by another's
 * asking shows what the scrape before found.
 */
export function askedGauges<Row>(registry: Registry, asked: Asked<Row>): void {
  const { figures, labelNames = [], labels = () => ({}) } = asked
  const flight = new SingleFlight()
  const ask = () => flight.run('', async () => Promise.resolve(asked.ask()).catch(() => null))
  for (const { name, help, value } of figures) {
    const gauge: Gauge = new Gauge({
      name,
      help,
      labelNames,
      registers: [],
      async collect() {
        const rows = await ask()
        if (!rows) return
        this.reset()
        for (const row of rows) this.set(labels(row), value(row))
      },
    })
    registry.registerMetric(gauge)
  }
}

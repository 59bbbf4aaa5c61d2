import { Gauge, type Registry } from 'prom-client'
import { SingleFlight } from '../cache/single-flight.js'
import { at } from '../events/fault-point.js'
import type { ProjectionStatus } from './projection-list.js'

const GAUGES: readonly [name: string, help: string, value: (status: ProjectionStatus) => number][] = [
  ['projection_lag', 'Events that wait for a read model', ({ lag }) => lag],
  ['projection_lag_seconds', 'Age of the oldest event that waits for a read model', it => it.lagSeconds],
  [
    'projection_stopped',
    '1 while a read model stands still at an event it cannot apply',
    ({ failure }) => (failure === null ? 0 : 1),
  ],
]

/**
 * Shows how far read models are behind: `projection_lag` in events, `projection_lag_seconds` since the oldest of them was
 * written, and `projection_stopped`. Asked when scraped, once for all three.
 */
export function observeProjections(
  registry: Registry,
  list: () => Promise<readonly ProjectionStatus[]>,
): void {
  const flight = new SingleFlight()
  // A scrape must not fail with the database: the last known figures stand.
  const ask = () => flight.run('', () => list().catch(() => null))
  for (const [name, help, value] of GAUGES) registry.registerMetric(gaugeOf({ name, help, value, ask }))
}

interface Shown {
  name: string
  help: string
  value: (status: ProjectionStatus) => number
  ask: () => Promise<readonly ProjectionStatus[] | null>
}

function gaugeOf({ name, help, value, ask }: Shown): Gauge {
  return new Gauge({
    name,
    help,
    labelNames: ['projection', 'state'],
    registers: [],
    async collect() {
      const all = await at('projections.metrics', ask)
      if (!all) return
      this.reset()
      for (const status of all) this.set({ projection: status.name, state: status.state }, value(status))
    },
  })
}

import type { Registry } from 'prom-client'
import { at } from '../events/fault-point.js'
import { askedGauges, type Figure } from '../observability/asked-gauges.js'
import type { ProjectionStatus } from './projection-list.js'

const FIGURES: readonly Figure<ProjectionStatus>[] = [
  { name: 'projection_lag', help: 'Events that wait for a read model', value: ({ lag }) => lag },
  {
    name: 'projection_lag_seconds',
    help: 'Age of the oldest event that waits for a read model',
    value: ({ lagSeconds }) => lagSeconds,
  },
  {
    name: 'projection_stopped',
    help: '1 while a read model stands still at an event it cannot apply',
    value: ({ failure }) => (failure === null ? 0 : 1),
  },
]

/**
 * Shows how far read models are behind: `projection_lag` in events, `projection_lag_seconds` since the oldest of them was
 * written, and `projection_stopped`. Asked when scraped, once for all three.
 */
export function observeProjections(
  registry: Registry,
  list: () => Promise<readonly ProjectionStatus[]>,
): void {
  askedGauges(registry, {
    ask: () => at('projections.metrics', list),
    labelNames: ['projection', 'state'],
    labels: ({ name, state }) => ({ projection: name, state }),
    figures: FIGURES,
  })
}

import type { Registry } from 'prom-client'
import { askedGauges } from '../../observability/asked-gauges.js'
import { at } from '../fault-point.js'
import type { Backlog } from './outbox-rows.js'

/** Shows what waits in the outbox: `events_outbox_unsent` and `events_outbox_oldest_seconds`. Asked when scraped. */
export function observeRelay(registry: Registry, backlog: () => Promise<Backlog>): void {
  askedGauges(registry, {
    ask: async () => [await at('relay.metrics', backlog)],
    figures: [
      {
        name: 'events_outbox_unsent',
        help: 'Events that wait to be sent',
        value: ({ unsent }) => unsent,
      },
      {
        name: 'events_outbox_oldest_seconds',
        help: 'Age of the oldest event that waits to be sent',
        value: ({ oldestSeconds }) => oldestSeconds,
      },
    ],
  })
}

import { Gauge, type Registry } from 'prom-client'
import { at } from '../fault-point.js'
import type { Backlog } from './outbox-rows.js'

/** Shows what waits in the outbox: `events_outbox_unsent` and `events_outbox_oldest_seconds`. Asked when scraped. */
export function observeRelay(registry: Registry, backlog: () => Promise<Backlog>): void {
  const oldest = new Gauge({
    name: 'events_outbox_oldest_seconds',
    help: 'Age of the oldest event that waits to be sent',
    registers: [],
  })
  const unsent = new Gauge({
    name: 'events_outbox_unsent',
    help: 'Events that wait to be sent',
    registers: [],
    async collect() {
      // A scrape must not fail with the database: the last known figures stand.
      const now = await at('relay.metrics', () => backlog().catch(() => undefined))
      if (!now) return
      this.set(now.unsent)
      oldest.set(now.oldestSeconds)
    },
  })
  registry.registerMetric(unsent)
  registry.registerMetric(oldest)
}

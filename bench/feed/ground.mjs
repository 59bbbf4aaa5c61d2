// What the measurements of the feed stand on: a PostgreSQL with a log of events, and who appends to it.
import { newId, systemClock } from '@azora/service-kit'
import { openNotes } from '../../packages/service-kit/fixtures/notes/database.ts'
import { transportOf } from '../../packages/service-kit/src/events/transport/transport-of.ts'
import { Metrics } from '../../packages/service-kit/src/observability/metrics.ts'

export { postgresIn } from '../events/grounds.mjs'

const SILENT = new Proxy({}, { get: () => () => SILENT })
const NOTE = 'x'.repeat(300)

/** Appends events to the log of a database, as an outbox would send them. */
export async function publisherTo({ url, bus }) {
  const db = openNotes(url)
  const transport = transportOf({ url: bus, pool: db.pool })
  await transport.start({ service: 'bench', log: SILENT, metrics: new Metrics('bench'), clock: systemClock })
  return {
    publish: count => transport.publish(Array.from({ length: count }, paid), null),
    async stop() {
      await transport.stop()
      await db.stop()
    },
  }
}

/** The migrations of nexus, applied to a database. */
export async function migrated(url, folder) {
  const db = openNotes(url)
  await db.migrate(folder)
  await db.stop()
}

function paid() {
  const key = newId()
  return {
    specversion: '1.0',
    id: newId(),
    source: '/shop',
    type: 'order.paid',
    subject: key,
    time: new Date().toISOString(),
    dataschema: 'https://azora.dev/events/order.paid/v1',
    partitionkey: key,
    data: { orderId: key, note: NOTE },
  }
}

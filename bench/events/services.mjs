// Two services of the kit in one process, each with a database of its own: one publishes in its business transaction, the
// other handles with its inbox. EVENT_TRANSPORT says what carries; without it, memory.
import { contract, event } from '@azora/contracts'
import { publisher, subscribe, systemClock } from '@azora/service-kit'
import * as z from 'zod'
import { openNotes } from '../../packages/service-kit/fixtures/notes/database.ts'
import { eventPart } from '../../packages/service-kit/src/events/event-resources.ts'
import { MemoryTransport } from '../../packages/service-kit/src/events/transport/memory/memory-transport.ts'
import { LogOutput } from '../../packages/service-kit/src/observability/log-output.ts'
import { createLogger } from '../../packages/service-kit/src/observability/logger.ts'
import { Metrics } from '../../packages/service-kit/src/observability/metrics.ts'
import { noSpans } from '../../packages/service-kit/src/observability/span.ts'
import { optimizeWasmWhereHot } from '../../packages/service-kit/src/wasm-tiering.ts'

const { PUBLISHER_URL, CONSUMER_URL, PUBLISHER_TRANSPORT, CONSUMER_TRANSPORT, MIGRATIONS } = process.env

const OrderPlaced = event('order.placed', {
  summary: 'An order was placed',
  data: z.object({ n: z.int(), key: z.string() }),
  subject: ({ key }) => key,
})
const promises = { title: 'Bench', description: 'What events are measured with.', routes: {} }
const shop = contract('shop', { ...promises, events: { OrderPlaced } })
const ledger = contract('ledger', { ...promises, events: {} })
const memory = new MemoryTransport()

/**
 * Starts both.
 *
 * @param {{ orders: string, effects: string, handle: (to: object, data: { n: number, key: string }) => Promise<void> }} options
 *   What makes the table of each, and what is done about an order.
 * @returns the two databases, and what publishes an order in a transaction of the first
 */
export async function shopAndLedger({ orders, effects, handle }) {
  // As every process of a service does before anything else.
  optimizeWasmWhereHot()
  const from = await opened(PUBLISHER_URL, orders)
  const to = await opened(CONSUMER_URL, effects)
  const handler = subscribe(OrderPlaced, { name: 'ledger.note', handle: ({ data }) => handle(to, data) })
  await running(ledger, { db: to, handlers: [handler], eventTransport: CONSUMER_TRANSPORT })
  await running(shop, { db: from, handlers: [], eventTransport: PUBLISHER_TRANSPORT })
  const publish = publisher(shop, from, systemClock)
  return { from, to, publish: order => publish(OrderPlaced, order) }
}

async function opened(url, sql) {
  // On a busy machine callers queue: that is to be measured, not refused.
  const db = openNotes(url, { connectTimeoutMs: 120_000 })
  await db.migrate(MIGRATIONS)
  await db.start(kitOf('bench'))
  await db.pool.query(sql)
  return db
}

async function running(of, { db, handlers, eventTransport }) {
  const kit = kitOf(of.name)
  const surroundings = eventTransport ? undefined : { transport: memory, pauses: true }
  const config = { profile: 'production', eventTransport }
  const { resources } = eventPart({
    contract: of,
    handlers,
    sagas: [],
    resources: { db },
    config,
    kit,
    spans: noSpans,
    surroundings,
  })
  for (const { resource } of resources) await resource.start?.(kit)
}

function kitOf(service) {
  const log = createLogger({
    service,
    level: 'info',
    transports: [new LogOutput(process.stdout)],
  })
  return { service, log, metrics: new Metrics(service), clock: systemClock }
}

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MIGRATIONS } from '../fixtures/notes/database.js'
import { type OrdersProcess, ordersProcess } from '../fixtures/orders/process.js'
import { OrderPaid, type Use, written } from '../fixtures/orders/service.js'
import { type OutageBus, outageBus } from '../fixtures/test-bus.js'
import { onFaultPoint } from '../src/events/fault-point.js'
import { until } from '../src/events/testing/until.js'
import { newId, redriveDeadLetters, subscribe } from '../src/index.js'
import { testDatabase } from '../src/testing/index.js'

const HANDLER = 'orders.note'
const EVENTS = join(import.meta.dirname, '../src/events')
const FOLDERS = ['outbox', 'relay', 'transport/lanes', 'transport/postgres', 'inbox', 'dead-letters']
/** What is reached by asking only: metrics, health, tools for dead letters. */
const ASKED_FOR =
  /^(relay\.(metrics|backlog|check)|handler\.lags|delays\.check|log\.lag|log-transport\.(which|noted)|leases\.cursors|subscriptions\.(lags?|check)|dead-letters\.(list|discard))$/
/** What takes a database that breaks a transaction, or cannot even note a failure. */
const UNPROVOKED = /^(insist\.pause|consumer\.alone|retries\.(fail|count))$/

/** Which part of a process's life a point lies in: plain work, an outage of the broker, its loss, or another process's company. */
type Part = 'work' | 'outage' | 'loss' | 'company'
const PARTS: readonly (readonly [RegExp, Part])[] = [
  [/^relay\.(forgotten|others|start-over|begin-again|all-again|new-broker|begun-again)$/, 'loss'],
  [/^relay\.(reconnect|send-again)$/, 'outage'],
  [/^log-transport\.share$/, 'company'],
]
const partOf = (point: string) => PARTS.find(([points]) => points.test(point))?.[1] ?? 'work'

const points = FOLDERS.flatMap(folder =>
  readdirSync(join(EVENTS, folder)).map(file => join(EVENTS, folder, file)),
)
  .filter(file => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .flatMap(file =>
    [...readFileSync(file, 'utf8').matchAll(/\bawait at\(\s*'([^']+)'/g)].map(match => match[1] ?? ''),
  )
  .filter(point => !ASKED_FOR.test(point) && !UNPROVOKED.test(point))

class Unwanted extends Error {}
class Broken extends Error {}

let isMended = false

/** How an event fares by its number: well, at the third time, or not until things are mended; or nobody wants it. */
const FARES: readonly ((time: number) => Error | undefined)[] = [
  () => undefined,
  time => (time > 2 ? undefined : new Error('not yet')),
  () => (isMended ? undefined : new Broken()),
  () => new Unwanted(),
  () => (isMended ? undefined : new Error('worn out')),
]
const isUnwanted = (n: number) => n % FARES.length === 3
const isGivenUp = (n: number) => [2, 4].includes(n % FARES.length)
const times = new Map<string, number>()

const retries = {
  attempts: 4,
  firstPauseMs: 1,
  on: [
    [Unwanted, 'skip'],
    [Broken, 'dead-letter'],
  ],
} as const

const handling = ({ write }: Use) => [
  subscribe(OrderPaid, {
    name: HANDLER,
    retries,
    handle: async ({ data: { orderId, n } }) => {
      await write(`handled ${orderId} ${n}`)
      const time = (times.get(`${orderId} ${n}`) ?? 0) + 1
      times.set(`${orderId} ${n}`, time)
      const error = FARES[n % FARES.length]?.(time)
      if (error) throw error
    },
  }),
]

let bus: OutageBus
let database: Awaited<ReturnType<typeof testDatabase>>
let busUrl: string

beforeAll(async () => {
  bus = await outageBus()
  database = await testDatabase('notes', MIGRATIONS)
  busUrl = await bus.admit(database)
})

afterAll(async () => {
  await database.drop()
  await bus[Symbol.asyncDispose]()
})

const start = (instance = 'orders-1') =>
  ordersProcess({ databaseUrl: database.url, busUrl, instance, subscriptions: handling })
const company: OrdersProcess[] = []

/** Everything that can happen to a process's events, ended by draining it. */
async function life(one: OrdersProcess, part: Part): Promise<void> {
  const orders = [newId(), newId(), newId()]
  isMended = false
  for (const orderId of orders) await one.pay(orderId, 0, 1, 2, 3, 4)
  await later(one)
  if (part === 'company') await shared(one)
  else if (part !== 'work') await withoutBroker(one, part)
  await recovery(one)
  await one.stop()
}

/** Something is to happen soon, and something else hardly before it is taken back. */
async function later({ use: { db, publish, write } }: OrdersProcess): Promise<void> {
  const orderId = newId()
  await db.transaction(async () => {
    await write(`paid ${orderId} 0`)
    await publish(OrderPaid, { orderId, n: 0 }, { afterMs: 20 })
    await publish.cancel(await publish(OrderPaid, { orderId, n: 1 }, { afterMs: 3_600_000 }))
  })
}

/** Another process comes, and gets its share of the lanes. */
async function shared({ use }: OrdersProcess): Promise<void> {
  company.push(await start('orders-2'))
  await until('both hold lanes', async () => {
    const { rows } = await use.db.pool.query(
      'SELECT DISTINCT holder FROM azora.lanes WHERE holder IS NOT NULL',
    )
    return rows.length === 2
  })
}

/** The broker goes, which is noticed, and comes back, or another one does. */
async function withoutBroker(one: OrdersProcess, part: Part): Promise<void> {
  await bus.begin()
  await one.pay(newId(), 0)
  await until('it is noticed', () => one.logs.text.includes('events could not be sent'))
  if (part === 'loss') await bus.lose()
  await bus.end()
  await one.pay(newId(), 0)
}

/** What is left is handled, and after a mend what was given up too. */
async function recovery({ use }: OrdersProcess): Promise<void> {
  await until('all but the dead are handled', () => isSettled(use))
  isMended = true
  await redriveDeadLetters(use.db.pool, { handler: HANDLER, limit: 1_000 }, { from: new Date() })
  await until('all are handled', () => isSettled(use))
}

const SETTLED = `
  SELECT NOT EXISTS (SELECT FROM azora.outbox WHERE sent_at IS NULL) AND NOT EXISTS (SELECT FROM azora.waiting)
    AND NOT EXISTS (SELECT FROM azora.delayed) AND NOT EXISTS (SELECT FROM azora.outbox o WHERE NOT EXISTS (
      SELECT FROM azora.inbox i WHERE i.event_id = o.id AND i.handler = '${HANDLER}')) AS settled`

/** Whether nothing waits: every event of a committed transaction is in the inbox. */
async function isSettled({ db }: Use): Promise<boolean> {
  const { rows } = await db.pool.query<{ settled: boolean }>(SETTLED)
  return rows[0]?.settled ?? false
}

/** What must not be so: by every order, what was paid against what was handled, and the order of that. */
async function violations(use: Use): Promise<string[]> {
  const titles = (await written(use)).map(title => title.split(' '))
  const of = (verb: string) => titles.filter(([it]) => it === verb).map(([, orderId, n]) => `${orderId} ${n}`)
  const handled = of('handled')
  const due = of('paid').filter(id => !isUnwanted(numberIn(id)))
  return [
    ...due.filter(id => !handled.includes(id)).map(id => `lost: ${id}`),
    ...handled.filter((id, index) => handled.indexOf(id) !== index).map(id => `twice: ${id}`),
    ...handled.filter(id => !due.includes(id)).map(id => `never published: ${id}`),
    ...outOfOrder(handled.filter(id => !isGivenUp(numberIn(id)))),
  ]
}

const numberIn = (id: string) => Number(id.split(' ')[1])

function outOfOrder(handled: readonly string[]): string[] {
  const last = new Map<string, number>()
  return handled.filter(id => {
    const [orderId = '', n] = id.split(' ')
    const isLate = (last.get(orderId) ?? -1) > Number(n)
    last.set(orderId, Number(n))
    return isLate
  })
}

/** Empties everything, has nobody hold a lane, and has the next process meet its broker for the first time. */
async function afresh(): Promise<void> {
  await bus.empty()
  const client = new pg.Client(database.url)
  await client.connect()
  await client.query(
    'TRUNCATE notes, azora.outbox, azora.delayed, azora.inbox, azora.waiting, azora.dead_letters, azora.broker, azora.consumers',
  )
  await client.query("UPDATE azora.lanes SET holder = NULL, expires_at = '-infinity'")
  await client.end()
}

/** Runs a process until it dies at a point; true if it came there. */
async function diesAt(point: string, moment: string): Promise<boolean> {
  await afresh()
  // It may die while it starts.
  const its: { start?: Promise<OrdersProcess> } = {}
  const death = new Promise<true>(resolve => {
    onFaultPoint((name, when) => {
      if (name !== point || when !== moment) return undefined
      onFaultPoint(undefined)
      resolve(its.start?.then(one => one.die()).then(() => true as const) ?? true)
      // What has died never goes on.
      return new Promise(() => {})
    })
  })
  its.start = start()
  const living = its.start.then(one => life(one, partOf(point))).then(() => false)
  try {
    return await Promise.race([death, living])
  } finally {
    onFaultPoint(undefined)
    await (await its.start).die()
    for (const other of company.splice(0)) await other.die()
    await bus.end()
  }
}

describe('a process that dies', () => {
  test.each(points.flatMap(point => ['before', 'after'].map(moment => [moment, point] as const)))(
    '%s %s loses nothing, does nothing twice and breaks no order',
    async (moment, point) => {
      expect(await diesAt(point, moment)).toBe(true)
      await using next = await start()
      await recovery(next)
      expect(await violations(next.use)).toEqual([])
      await next.stop()
    },
    90_000,
  )
})

import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { crashesAt, diesAt, pointsIn } from '../fixtures/crash.js'
import { MIGRATIONS } from '../fixtures/notes/database.js'
import { written } from '../fixtures/notes/effects.js'
import { Ledger } from '../fixtures/orders/ledger.js'
import { type Fare, ordering, orderingSaga } from '../fixtures/orders/ordering.js'
import { type OrdersProcess, type OrdersProcessOptions, ordersProcess } from '../fixtures/orders/process.js'
import { gate, until } from '../src/events/testing/until.js'
import { newId } from '../src/index.js'
import { testDatabase } from '../src/testing/index.js'

/** What is reached by asking only: metrics, health, operators. */
const ASKED_FOR = /^(saga\.(open|check)|sagas\.(list|show|steps|retry|compensate))$/
/** What takes seconds. */
const UNPROVOKED = /^saga\.(heartbeat|prolong)$/
const FARES: readonly Fare[] = ['well', 'late', 'refused', 'worn', 'unshipped']
const COMPLETED: readonly Fare[] = ['well', 'late', 'held']

const points = pointsIn(join(import.meta.dirname, '../src/saga')).filter(
  point => !ASKED_FOR.test(point) && !UNPROVOKED.test(point),
)

let database: Awaited<ReturnType<typeof testDatabase>>
let ledger: Ledger
let holding: { told: ReturnType<typeof gate>; freed: ReturnType<typeof gate> }

beforeAll(async () => {
  database = await testDatabase('notes', MIGRATIONS)
})

afterAll(() => database.drop())

/** Nothing was ever ordered. */
async function afresh(): Promise<void> {
  ledger = new Ledger()
  holding = { told: gate(), freed: gate() }
  const client = new pg.Client(database.url)
  await client.connect()
  await client.query('TRUNCATE effects, azora.sagas, azora.saga_steps')
  await client.end()
}

async function held(): Promise<void> {
  holding.told.open()
  await holding.freed.opened
}

const start = (born?: OrdersProcessOptions['born']) =>
  ordersProcess({
    ...(born ? { born } : {}),
    databaseUrl: database.url,
    instance: 'orders-1',
    sagas: use => [orderingSaga(use, { ledger, held })],
  })

async function order({ use }: OrdersProcess, fare: Fare): Promise<void> {
  const orderId = newId()
  await use.db.transaction(() => use.sagas.start(ordering, { id: orderId, input: { orderId, fare } }))
}

/** Everything that can happen to the sagas of a process; at last it is drained while a step is under way. */
async function life(one: OrdersProcess): Promise<void> {
  for (const fare of FARES) await order(one, fare)
  await recovery(one)
  await order(one, 'held')
  await holding.told.opened
  const stopping = one.stop()
  holding.freed.open()
  await stopping
}

interface Row {
  id: string
  subject: string
  state: string
  fare: Fare
}

async function sagasOf({ use }: OrdersProcess): Promise<Row[]> {
  const { rows } = await use.db.pool.query<Row>(
    "SELECT id, subject, state, input ->> 'fare' AS fare FROM azora.sagas",
  )
  return rows
}

/** Replies to all that wait, until all have ended. */
async function recovery(one: OrdersProcess): Promise<void> {
  await until('all sagas have ended', async () => {
    const rows = await sagasOf(one)
    for (const row of rows.filter(({ state }) => state === 'waiting')) await reply(one, row)
    return rows.every(({ state }) => state === 'completed' || state === 'compensated')
  })
}

async function reply({ use: { db, sagas } }: OrdersProcess, { subject: id, fare }: Row): Promise<void> {
  await db.transaction(() =>
    fare === 'unshipped'
      ? sagas.refuse(ordering, 'ship', { id, reason: 'no courier' })
      : sagas.reply(ordering, 'ship', { id, data: { parcel: '1Z' } }),
  )
}

/** What must not be so: anything that stands of what was undone, stands twice, or is missing of what was completed. */
async function violations(one: OrdersProcess): Promise<string[]> {
  const rows = await sagasOf(one)
  const ends = rows
    .filter(({ fare, state }) => state !== (COMPLETED.includes(fare) ? 'completed' : 'compensated'))
    .map(({ fare, state }) => `${fare} is ${state}`)
  const whole = rows.filter(({ state }) => state === 'completed')
  const booked = whole.flatMap(({ id }) => ['charge', 'pack', 'ship'].map(step => `${id}-${step}`))
  const reserved = whole.map(({ subject }) => `reserved ${subject}`)
  const refused = rows.filter(({ fare }) => fare === 'unshipped').map(({ id }) => `${id}-ship`)
  const standing = ledger.standing.filter(key => !refused.includes(key))
  return [
    ...ends,
    ...difference('in the ledger', standing, booked.toSorted()),
    ...difference('in the database', (await written(one.use)).toSorted(), reserved.toSorted()),
  ]
}

const difference = (where: string, found: readonly string[], expected: readonly string[]) =>
  found.join() === expected.join() ? [] : [`${where}: ${found.join()} instead of ${expected.join()}`]

describe('a process that dies', () => {
  test.each(crashesAt(points))(
    '%s %s leaves every saga completed or compensated, and each of its effects once or not at all',
    async (...crash) => {
      await afresh()
      expect(await diesAt(crash, start, life)).toBe(true)
      holding.freed.open()
      await using next = await start()
      await recovery(next)
      expect(await violations(next)).toEqual([])
      await next.stop()
    },
    90_000,
  )
})

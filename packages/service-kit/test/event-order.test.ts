import { expect, test, vi } from 'vitest'
import { MIGRATIONS } from '../fixtures/notes/database.js'
import { written } from '../fixtures/notes/effects.js'
import { type OrdersProcess, ordersProcess } from '../fixtures/orders/process.js'
import { OrderPaid, type Use } from '../fixtures/orders/service.js'
import { outageBus } from '../fixtures/test-bus.js'
import { laneOf } from '../src/events/lane.js'
import { gate, until } from '../src/events/testing/until.js'
import { newId, subscribe } from '../src/index.js'
import { testDatabase } from '../src/testing/index.js'

vi.setConfig({ testTimeout: 90_000 })

const handling = ({ write }: Use) => [
  subscribe(OrderPaid, {
    name: 'orders.note',
    handle: ({ data: { orderId, n } }) => write(`handled ${orderId} ${n}`),
  }),
]

/** Several processes of one service, and what ends them. */
async function processes(count: number, subscriptions = handling) {
  const bus = await outageBus()
  const database = await testDatabase('notes', MIGRATIONS)
  const busUrl = await bus.admit(database)
  const options = { databaseUrl: database.url, busUrl, subscriptions }
  const all = await Promise.all(Array.from({ length: count }, () => ordersProcess(options)))
  return {
    all,
    bus,
    first: all[0] as OrdersProcess,
    [Symbol.asyncDispose]: async () => {
      for (const one of all) await one.stop()
      await database.drop()
      await bus[Symbol.asyncDispose]()
    },
  }
}

const poisoned = newId()

/** Keys of the same lane: what could be held up. */
function keysBeside(key: string, count: number): string[] {
  const keys: string[] = []
  while (keys.length < count) keys.push(...[newId()].filter(other => laneOf(other) === laneOf(key)))
  return keys
}

/** The numbers handled of an order, in the order of handling. */
const handledOf = (titles: readonly string[], orderId: string) =>
  titles.flatMap(title => {
    const [verb, id, n] = title.split(' ')
    return verb === 'handled' && id === orderId ? [Number(n)] : []
  })

const countOf = async ({ use }: OrdersProcess, verb: string) =>
  (await written(use)).filter(title => title.startsWith(verb)).length

test('events of a key are handled in their order by eight processes that all relay and all handle', async () => {
  await using it = await processes(8)
  const orderIds = Array.from({ length: 20 }, () => newId())
  await Promise.all(
    orderIds.map(async (orderId, index) => {
      for (let n = 0; n < 15; n++) await it.all[(index + n) % 8]?.pay(orderId, n)
    }),
  )
  await until('all are handled', async () => (await countOf(it.first, 'handled')) >= 300)
  const titles = await written(it.first.use)
  const expected = Array.from({ length: 15 }, (_, n) => n)
  for (const orderId of orderIds) expect(handledOf(titles, orderId)).toEqual(expected)
})

test('delayed events are handled once each, in the order they are due in, by four processes', async () => {
  await using it = await processes(4)
  const orderIds = Array.from({ length: 5 }, () => newId())
  const hence = Date.now() + 3_600_000
  await Promise.all(
    orderIds.map(async (orderId, index) => {
      for (let n = 19; n >= 0; n--) {
        const { db, publish } = (it.all[(index + n) % 4] ?? it.first).use
        await db.transaction(() => publish(OrderPaid, { orderId, n }, { at: new Date(hence + n) }))
      }
    }),
  )
  await it.first.use.db.pool.query("UPDATE azora.delayed SET due_at = due_at - interval '2 hours'")
  await until('all are handled', async () => (await countOf(it.first, 'handled')) >= 100)
  const titles = await written(it.first.use)
  const expected = Array.from({ length: 20 }, (_, n) => n)
  for (const orderId of orderIds) expect(handledOf(titles, orderId)).toEqual(expected)
})

test('an event whose transaction commits late is not skipped', async () => {
  await using it = await processes(1)
  const { db, publish, write } = it.first.use
  const [late, begun] = [gate(), gate()]
  const slow = db.transaction(async () => {
    await write('paid late 1')
    await publish(OrderPaid, { orderId: newId(), n: 1 })
    begun.open()
    await late.opened
  })
  await begun.opened
  await it.first.pay(newId(), 2)
  await until('the later one is handled', async () => (await countOf(it.first, 'handled')) === 1)
  late.open()
  await slow
  await until('the earlier one is handled too', async () => (await countOf(it.first, 'handled')) > 1)
  expect(await countOf(it.first, 'handled')).toBe(2)
})

test('an event that fails holds up no other key, not even until its next attempt', async () => {
  const attempts: string[] = []
  const ages = { firstPauseMs: 1e12, longestPauseMs: 1e12 }
  await using it = await processes(1, ({ write }: Use) => [
    subscribe(OrderPaid, {
      name: 'orders.note',
      retries: ages,
      handle: async ({ data: { orderId, n } }) => {
        attempts.push(`${orderId} ${n}`)
        if (orderId === poisoned && n === 0) throw new Error('not in this life')
        await write(`handled ${orderId} ${n}`)
      },
    }),
  ])
  const others = keysBeside(poisoned, 5)
  await it.first.pay(poisoned, 0, 1)
  for (let n = 0; n < 20; n++) for (const orderId of others) await it.first.pay(orderId, n)
  await until('all others are handled', async () => (await countOf(it.first, 'handled')) === 100)
  expect(attempts.filter(attempt => attempt.startsWith(poisoned))).toEqual([`${poisoned} 0`])
})

test('what is published while the broker is away arrives when it is back, with nothing restarted', async () => {
  await using it = await processes(2)
  const orderId = newId()
  await it.first.pay(orderId, 0)
  await until('it works', async () => (await countOf(it.first, 'handled')) === 1)
  await it.bus.begin()
  for (let n = 1; n < 30; n++) await it.all[n % 2]?.pay(orderId, n)
  expect(await countOf(it.first, 'handled')).toBe(1)
  await it.bus.end()
  await until('all are handled', async () => (await countOf(it.first, 'handled')) === 30)
  expect(handledOf(await written(it.first.use), orderId)).toEqual(Array.from({ length: 30 }, (_, n) => n))
})

test('what a broker has lost is sent again, and has its effects once', async () => {
  await using it = await processes(2)
  const orderId = newId()
  for (let n = 0; n < 10; n++) await it.first.pay(orderId, n)
  await until('all are handled', async () => (await countOf(it.first, 'handled')) === 10)
  await it.bus.begin()
  await it.first.pay(orderId, 10)
  await it.bus.lose()
  await it.bus.end()
  await until('the next is handled', async () => (await countOf(it.first, 'handled')) === 11)
  await until('all are in the new log', async () => (await it.bus.count()) === 11)
  expect(handledOf(await written(it.first.use), orderId)).toEqual(Array.from({ length: 11 }, (_, n) => n))
})

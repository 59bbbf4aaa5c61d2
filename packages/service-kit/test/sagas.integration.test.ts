import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as z from 'zod'
import { MIGRATIONS } from '../fixtures/notes/database.js'
import { written } from '../fixtures/notes/effects.js'
import { type OrdersProcess, ordersProcess } from '../fixtures/orders/process.js'
import { type Use } from '../fixtures/orders/service.js'
import { gate, until } from '../src/events/testing/until.js'
import { listSagas, newId, retrySaga, type Saga, saga, showSaga } from '../src/index.js'
import { testDatabase } from '../src/testing/index.js'
import { TestClock } from '../src/testing/test-clock.js'

const MINUTE_MS = 60_000

const order = saga('orders.order', { input: z.object({ orderId: z.uuid() }) })

let database: Awaited<ReturnType<typeof testDatabase>>

beforeEach(async () => {
  database = await testDatabase('notes', MIGRATIONS)
})

afterEach(() => database.drop())

const process = (sagas: (use: Use) => readonly Saga[], clock?: TestClock) =>
  ordersProcess({ databaseUrl: database.url, sagas, ...(clock && { clock }) })

const start = ({ use: { db, sagas } }: OrdersProcess, orderId: string) =>
  db.transaction(() => sagas.start(order, { id: orderId, input: { orderId } }))

const statesOf = async ({ use: { db } }: OrdersProcess) => {
  const { items } = await listSagas(db.pool, { limit: 1_000 })
  return items.map(({ state }) => state)
}

describe('of several processes', () => {
  test('any takes a saga, and each of its steps is done once', async () => {
    const by = new Set<string>()
    const both = gate()
    const steps =
      (name: string) =>
      ({ db, write }: Use) => [
        order
          .step('one', {
            timeoutMs: MINUTE_MS,
            run: async ({ input }) => {
              // None has room for all of them: the other must have taken some.
              if (by.add(name).size === 2) both.open()
              await both.opened
              await db.transaction(() => write(`one ${input.orderId}`))
            },
          })
          .alongside('two', { run: ({ input }) => db.transaction(() => write(`two ${input.orderId}`)) })
          .step('three', { run: ({ input }) => db.transaction(() => write(`three ${input.orderId}`)) }),
      ]
    await using first = await process(steps('first'))
    await using second = await process(steps('second'))
    const orders = Array.from({ length: 24 }, () => newId())
    await Promise.all(orders.map((id, index) => start(index % 2 ? first : second, id)))
    await until('all are completed', async () => {
      const states = await statesOf(first)
      return states.length === orders.length && states.every(state => state === 'completed')
    })
    const due = orders.flatMap(id => ['one', 'two', 'three'].map(step => `${step} ${id}`))
    expect((await written(first.use)).toSorted()).toEqual(due.toSorted())
    await first.stop()
    await second.stop()
  })

  test('one that has lost a saga unawares leaves nothing of what it did meanwhile', async () => {
    const [asleep, awake] = [gate(), gate()]
    const steps =
      (isSleepy: boolean) =>
      ({ db, write }: Use) => [
        order.step('one', {
          run: ({ input }) =>
            db.transaction(async () => {
              await write(`one ${input.orderId} ${isSleepy ? 'late' : 'in time'}`)
              if (!isSleepy) return
              asleep.open()
              await awake.opened
            }),
        }),
      ]
    await using sleepy = await process(steps(true))
    const orderId = newId()
    await start(sleepy, orderId)
    await asleep.opened
    await sleepy.use.db.pool.query("UPDATE azora.sagas SET held_until = '-infinity'")
    await using other = await process(steps(false))
    await until('it is completed', async () => (await statesOf(other)).includes('completed'))
    awake.open()
    await sleepy.stop()
    expect(await written(other.use)).toEqual([`one ${orderId} in time`])
    await other.stop()
  })
})

describe('a saga under way whose steps have changed', () => {
  const opened = gate()
  const before = () => [
    order.step('one', { run: () => {} }).step('two', {
      run: () => {
        throw new Error('not yet')
      },
      retries: { firstPauseMs: MINUTE_MS * 60, longestPauseMs: MINUTE_MS * 60 },
    }),
  ]
  const after = () => [order.step('one', { run: () => {} }).step('three', { run: opened.open })]
  const mended = () => [order.step('one', { run: () => {} }).step('two', { run: () => {} })]

  test('is not gone on with, but told to be stuck, and goes on where its steps are known', async () => {
    const clock = new TestClock()
    await using old = await process(before, clock)
    await start(old, newId())
    await until('a step has failed', () => old.logs.text.includes('a step of a saga has failed'))
    await old.stop()
    clock.advance(MINUTE_MS * 62)

    await using changed = await process(after, clock)
    await until('it is stuck', async () => (await statesOf(changed)).includes('stuck'))
    const { items } = await listSagas(changed.use.db.pool)
    const id = items[0]?.id ?? ''
    expect(items[0]?.stuckReason).toContain('steps that no running version of the service declares')
    const stuck = await showSaga(changed.use.db.pool, id)
    expect(stuck?.steps.map(({ step, state }) => [step, state])).toEqual([
      ['one', 'done'],
      ['two', 'running'],
    ])
    await changed.stop()

    await using again = await process(mended, clock)
    expect(await retrySaga(again.use.db.pool, id, clock.now())).toBe(true)
    await until('it is completed', async () => (await statesOf(again)).includes('completed'))
    await again.stop()
  })
})

import { describe, expect, test } from 'vitest'
import { notesDatabase } from '../fixtures/notes/database.js'
import { written } from '../fixtures/notes/effects.js'
import { OrderPaid, orders, ordersWith, type Use } from '../fixtures/orders/service.js'
import { Delays } from '../src/events/relay/delays.js'
import { newId, publisher, subscribe, systemClock } from '../src/index.js'
import { started } from '../src/testing/index.js'

const HOUR_MS = 3_600_000

/** A service that notes its payments in the order of handling. */
async function startedNoting() {
  const app = await started(
    ordersWith(({ write }) => [
      subscribe(OrderPaid, { name: 'orders.note', handle: ({ data: { n } }) => write(`handled ${n}`) }),
    ]),
  )
  const use = app.service.use as Use
  const orderId = newId()
  const pay = (n: number, afterMs?: number) =>
    use.db.transaction(() =>
      use.publish(OrderPaid, { orderId, n }, afterMs === undefined ? undefined : { afterMs }),
    )
  const cancel = (id: string) => use.db.transaction(() => use.publish.cancel(id))
  const after = async (ms: number) => {
    app.clock.advance(ms)
    await app.settled()
    return written(use)
  }
  return Object.assign(app, { use, pay, cancel, after, [Symbol.asyncDispose]: app[Symbol.asyncDispose] })
}

describe('an event that is delayed', () => {
  test('is sent when it is due and not before, and tells of that time', async () => {
    await using app = await startedNoting()
    const dueAt = new Date(app.clock.now().getTime() + HOUR_MS)
    const id = await app.pay(1, HOUR_MS)
    expect(await app.after(HOUR_MS - 1)).toEqual([])
    expect(await app.after(1)).toEqual(['handled 1'])
    expect(app.events.published).toMatchObject([{ id, time: dueAt.toISOString() }])
    expect(id.replace('-', '').slice(0, 12)).toBe(dueAt.getTime().toString(16).padStart(12, '0'))
  })

  test('enters the order of its key when it is due', async () => {
    await using app = await startedNoting()
    await app.pay(1, 2 * HOUR_MS)
    await app.pay(2, HOUR_MS)
    await app.pay(3, HOUR_MS)
    await app.pay(4)
    expect(await app.after(0)).toEqual(['handled 4'])
    await app.after(HOUR_MS)
    await app.pay(5)
    const all = ['handled 4', 'handled 2', 'handled 3', 'handled 5', 'handled 1']
    expect(await app.after(HOUR_MS)).toEqual(all)
  })

  test('for a time that is past is sent at once', async () => {
    await using app = await startedNoting()
    await app.pay(1, -1)
    expect(await app.after(0)).toEqual(['handled 1'])
  })

  test('is never sent if its transaction is rolled back', async () => {
    await using app = await startedNoting()
    const { use } = app
    const refused = use.db.transaction(async () => {
      await use.publish(OrderPaid, { orderId: newId(), n: 1 }, { afterMs: 1 })
      throw new Error('refused at last')
    })
    await expect(refused).rejects.toThrow('refused at last')
    expect(await app.after(HOUR_MS)).toEqual([])
  })

  test.each([{ afterMs: Number.NaN }, { at: new Date('yesterday') }])(
    'at no time at all is refused: %s',
    async when => {
      await using app = await startedNoting()
      const publishing = app.use.db.transaction(() =>
        app.use.publish(OrderPaid, { orderId: newId(), n: 1 }, when),
      )
      await expect(publishing).rejects.toThrow('must be a valid date')
    },
  )
})

describe('canceling a delayed event', () => {
  test('keeps it from being sent, once', async () => {
    await using app = await startedNoting()
    const id = await app.pay(1, HOUR_MS)
    expect(await Promise.all([app.cancel(id), app.cancel(id)])).toEqual(expect.arrayContaining([true, false]))
    expect(await app.after(HOUR_MS)).toEqual([])
  })

  test('undone with its transaction leaves it to be sent', async () => {
    await using app = await startedNoting()
    const id = await app.pay(1, HOUR_MS)
    const undone = app.use.db.transaction(async () => {
      await app.use.publish.cancel(id)
      throw new Error('refused at last')
    })
    await expect(undone).rejects.toThrow('refused at last')
    expect(await app.after(HOUR_MS)).toEqual(['handled 1'])
  })

  test('that is due already comes too late, as does any but a transaction', async () => {
    await using app = await startedNoting()
    const id = await app.pay(1, HOUR_MS)
    await app.after(HOUR_MS)
    expect(await app.cancel(id)).toBe(false)
    await expect(app.use.publish.cancel(id)).rejects.toThrow('must be canceled in the transaction')
  })

  test('while it becomes due: it is either sent or canceled', async () => {
    await using app = await startedNoting()
    const ids: string[] = []
    for (let n = 0; n < 40; n++) ids.push(await app.pay(n, HOUR_MS))
    const [canceled] = await Promise.all([
      Promise.all(ids.map(async id => ((await app.cancel(id)) ? id : null))),
      app.after(HOUR_MS),
    ])
    await app.settled()
    const sent = app.events.published.map(({ id }) => id)
    expect([...sent, ...canceled.filter(id => id !== null)].toSorted()).toEqual(ids.toSorted())
  })
})

test('delayed events that nobody releases are told of', async () => {
  await using it = await notesDatabase()
  const { pool, outbox } = it.db
  const publish = publisher(orders, it.db, systemClock)
  const delays = new Delays({ pool, outbox })
  await it.db.transaction(() => publish(OrderPaid, { orderId: newId(), n: 1 }, { afterMs: 60 * HOUR_MS }))
  await expect(delays.check()).resolves.toBeUndefined()
  await pool.query("UPDATE azora.delayed SET due_at = now() - interval '1 hour'")
  await expect(delays.check()).rejects.toThrow(/delayed events have been due for 36\d\d s/)
})

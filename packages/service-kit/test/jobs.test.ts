import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { written } from '../fixtures/notes/effects.js'
import { OrderPaid, ordersWith, type Use } from '../fixtures/orders/service.js'
import { cron, every, job, newId, subscribe } from '../src/index.js'
import { started } from '../src/testing/index.js'

const HOUR_MS = 3_600_000
const Remind = job('orders.remind', { data: z.object({ n: z.int() }) })

const reminding = ordersWith(
  ({ jobs, write }) => [
    subscribe(OrderPaid, {
      name: 'orders.note',
      handle: async ({ data: { n } }) => {
        await write(`handled ${n}`)
        await jobs.enqueue(Remind, { n }, { afterMs: HOUR_MS })
      },
    }),
  ],
  () => [],
  ({ publish, write }) => [
    Remind.handle(async ({ data: { n } }) => {
      await write(`reminded ${n}`)
      if (n < 3) await publish(OrderPaid, { orderId: newId(), n: n + 1 })
    }),
    cron('orders.close', '0 0 1 1 *', { handle: ({ dueAt }) => write(`closed ${dueAt.toISOString()}`) }),
  ],
)

describe('the jobs of a service', () => {
  test('are settled with its events, by the clock of the test', async () => {
    await using app = await started(reminding, { now: '2030-06-01T00:00:00Z' })
    await app.events.publish(OrderPaid, { orderId: newId(), n: 2 })
    await app.settled()
    const use = app.service.use as Use
    expect(await written(use)).toEqual(['handled 2'])
    app.clock.advance(HOUR_MS)
    await app.settled()
    expect(await written(use)).toEqual(['handled 2', 'reminded 2', 'handled 3'])
    app.clock.advance(365 * 24 * HOUR_MS)
    await app.settled()
    const all = ['handled 2', 'reminded 2', 'handled 3', 'reminded 3', 'closed 2031-01-01T00:00:00.000Z']
    expect((await written(use)).toSorted()).toEqual(all.toSorted())
  })

  test('are counted, and what they publish tells whence they came', async () => {
    await using app = await started(reminding)
    await app.client.orders.pay({ params: { orderId: newId() }, body: { n: 2 } })
    await app.settled()
    app.clock.advance(HOUR_MS)
    await app.settled()
    const figures = await (await fetch(`${app.url}/metrics`)).text()
    expect(figures).toMatch(/^jobs_total{job="orders.remind",ending="done".*} 1$/m)
    const [first, second] = app.events.published
    expect(second).toMatchObject({ data: { n: 3 }, correlationid: first?.correlationid })
  })

  test('are enqueued in a transaction, with what was declared', async () => {
    await using app = await started(reminding)
    const { db, jobs } = app.service.use as Use
    await expect(jobs.enqueue(Remind, { n: 1 })).rejects.toThrow('must be enqueued in the transaction')
    await expect(jobs.cancel(newId())).rejects.toThrow('must be canceled in the transaction')
    const wrong = db.transaction(() => jobs.enqueue(Remind, { n: 0.5 }))
    await expect(wrong).rejects.toThrow('orders.remind was enqueued against its declaration')
  })

  test('are refused where two have one name, or nothing keeps them', async () => {
    const nothing = { handle: () => {} }
    const twice = ordersWith(
      () => [],
      () => [],
      () => [Remind.handle(() => {}), Remind.handle(() => {})],
    )
    await expect(started(twice)).rejects.toThrow('handles the job orders.remind twice')
    expect(() => every('Remind', HOUR_MS, nothing)).toThrow("Remind is no job's name")
    expect(() => job('orders.slow', { data: z.null(), timeoutMs: 60_000 })).toThrow('inTransaction: false')
  })
})

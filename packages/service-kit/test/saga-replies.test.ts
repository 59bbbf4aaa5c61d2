import { describe, expect, test } from 'vitest'
import {
  delivery,
  done,
  fault,
  HOUR_MS,
  sagaOrders,
  settled,
  start,
  useOf,
} from '../fixtures/orders/sagas.js'
import { OrderShipped } from '../fixtures/orders/service.js'
import { compensateSaga, newId, retrySaga } from '../src/index.js'
import { startedOnce } from '../src/testing/started-once.js'

const app = startedOnce(sagaOrders)
const use = () => useOf(app())

describe('a step that awaits a reply', () => {
  const reply = (orderId: string, n: number) => app().events.publish(OrderShipped, { orderId, n }, 'courier')

  test('ends by it, once, however often that comes', async () => {
    const orderId = newId()
    await start(app(), delivery, orderId)
    expect(await settled(app(), orderId)).toMatchObject({ state: 'waiting' })
    const event = await reply(orderId, 7)
    await app().events.deliver(event)
    await reply(orderId, 8)
    expect(await settled(app(), orderId)).toMatchObject({ state: 'completed' })
    expect(done.get(orderId)).toEqual(['ship', 'thank for no. 7'])
  })

  test('ends by one that comes before it is noted that it waits', async () => {
    const orderId = newId()
    fault(orderId, 'hurry', () => {})
    await start(app(), delivery, orderId)
    await settled(app(), orderId)
    expect(done.get(orderId)?.at(-1)).toBe('thank for early')
  })

  test('is refused by it, and there is nothing to undo', async () => {
    const orderId = newId()
    await start(app(), delivery, orderId)
    await app().settled()
    await reply(orderId, 0)
    expect(await settled(app(), orderId)).toMatchObject({
      state: 'compensated',
      reason: 'ship was refused',
      steps: [{ failures: [{ errors: [{ name: 'Refused', message: 'no courier' }] }] }, {}],
    })
    expect(done.get(orderId)).toEqual(['ship'])
  })

  test('is undone when none comes in time, and a late one changes nothing', async () => {
    const orderId = newId()
    await start(app(), delivery, orderId)
    await app().settled()
    app().clock.advance(HOUR_MS)
    expect(await settled(app(), orderId)).toMatchObject({
      state: 'compensated',
      reason: 'ship had no reply in time',
    })
    await reply(orderId, 7)
    expect(await settled(app(), orderId)).toMatchObject({ state: 'compensated' })
    expect(done.get(orderId)).toEqual(['ship', 'recall undefined'])
  })

  test('refuses a reply that is not what was declared', async () => {
    const data = { parcel: 7 } as unknown as { parcel: string }
    const replying = use().db.transaction(() => use().sagas.reply(delivery, 'ship', { id: newId(), data }))
    await expect(replying).rejects.toThrow('awaits another reply to ship')
  })

  test('is undone when somebody asks for it, once', async () => {
    const orderId = newId()
    await start(app(), delivery, orderId)
    const { id } = await settled(app(), orderId)
    const why = { reason: 'the customer has called', now: app().clock.now() }
    const asked = await Promise.all([1, 2, 3].map(() => compensateSaga(use().db.pool, id, why)))
    expect(asked.filter(Boolean)).toHaveLength(1)
    expect(await settled(app(), orderId)).toMatchObject({ state: 'compensated', reason: why.reason })
    expect(await retrySaga(use().db.pool, id, app().clock.now())).toBe(false)
  })

  test('the trace goes on, and what a step publishes belongs to it', async () => {
    const orderId = newId()
    await start(app(), delivery, orderId)
    await app().settled()
    const paid = app().events.published.find(({ subject }) => subject === orderId)
    expect(paid).toMatchObject({ type: 'order.paid', traceparent: expect.any(String) })
  })
})

import { describe, expect, test } from 'vitest'
import { written } from '../fixtures/notes/effects.js'
import { OrderPaid, OrderShipped, ordersWith, type Use } from '../fixtures/orders/service.js'
import { envelopeOf } from '../src/events/outbox/envelope.js'
import { newId, subscribe } from '../src/index.js'
import { started } from '../src/testing/index.js'

const shipping = ({ publish, write }: Use) => [
  subscribe(OrderPaid, {
    name: 'orders.ship',
    handle: async ({ data }) => {
      await write(`shipped ${data.n}`)
      await publish(OrderShipped, data)
    },
  }),
]

describe('an event', () => {
  test('is handled once, however often it comes, with what its handler writes and publishes', async () => {
    await using app = await started(ordersWith(shipping))
    await app.client.orders.pay({ params: { orderId: newId() }, body: { n: 1 } })
    await app.settled()
    for (const event of app.events.published.slice(0, 1)) await app.events.deliver(event)
    await app.settled()
    expect(await written(app.service.use as Use)).toEqual(['paid 1', 'shipped 1'])
    expect(app.events.published.map(({ type }) => type)).toEqual(['order.paid', 'order.shipped'])
  })

  test('is handled once when it comes twice in one batch', async () => {
    const handled: number[] = []
    const counting = subscribe(OrderPaid, {
      name: 'orders.count',
      handle: ({ data }) => void handled.push(data.n),
    })
    await using app = await started(ordersWith(() => [counting]))
    const orderId = newId()
    const paid = (n: number) =>
      envelopeOf(OrderPaid, { service: 'elsewhere', data: { orderId, n }, now: app.clock.now() })
    const [first, second] = [paid(1), paid(2)]
    // The first goes alone; what has come meanwhile goes together.
    await app.events.transport.publish([first, second, second, first])
    await app.settled()
    expect(handled).toEqual([1, 2])
  })

  test('tells whence it comes: the event before it, the request, the trace', async () => {
    await using app = await started(ordersWith(shipping))
    const orderId = newId()
    await app.client.orders.pay({ params: { orderId }, body: { n: 1 } })
    await app.settled()
    const [paid, shipped] = app.events.published
    expect(paid).toMatchObject({
      specversion: '1.0',
      source: '/orders',
      subject: orderId,
      partitionkey: orderId,
      time: app.clock.now().toISOString(),
      dataschema: 'https://azora.dev/events/order.paid/v1',
      data: { orderId, n: 1 },
    })
    expect(shipped).toMatchObject({ causationid: paid?.id, correlationid: paid?.correlationid })
    expect(traceOf(shipped)).toBe(traceOf(paid))
  })

  test('of a transaction that is rolled back is never published', async () => {
    await using app = await started(ordersWith(shipping))
    const paying = app.client.orders.pay({ params: { orderId: newId() }, body: { n: 1, fails: true } })
    await expect(paying).rejects.toThrow('Something went wrong on our side')
    await app.settled()
    expect(app.events.published).toEqual([])
  })

  test('that is not what its contract says is refused to whoever publishes it, with all of the transaction', async () => {
    await using app = await started(ordersWith(shipping))
    const { db, publish, write } = app.service.use as Use
    const publishing = db.transaction(async () => {
      await write('paid 1')
      await publish(OrderPaid, { orderId: newId(), n: 0.5 })
    })
    await expect(publishing).rejects.toThrow('order.paid was published against its contract')
    await app.settled()
    expect([await written(app.service.use as Use), app.events.published]).toEqual([[], []])
  })
})

const traceOf = (event?: { traceparent?: string | undefined }) => event?.traceparent?.split('-')[1]

import { newId } from '@azora/service-kit'
import { describe, expect, test } from 'vitest'
import { startedPlatform } from './platform.js'
import { broken } from './shop.js'

describe('the way of an event', () => {
  test('shows who has handled it, and who has given it up', async () => {
    await using platform = await startedPlatform(['books', 'tools'])
    const [event] = await platform.paid('books', 1)
    broken.add('tools')
    await platform.shopOf('tools').events.deliver(event as NonNullable<typeof event>)
    await platform.shopOf('tools').settled()
    const way = await platform.operator.events.get({ params: { eventId: event?.id ?? '' } })
    expect(way.handlings).toHaveLength(2)
    expect(way.handlings).toContainEqual(
      expect.objectContaining({ service: 'books', handler: 'books.count', state: 'handled', attempts: 1 }),
    )
    expect(way.handlings).toContainEqual(
      expect.objectContaining({
        service: 'tools',
        state: 'dead',
        failures: [expect.objectContaining({ errors: [{ name: 'Error', message: 'tools is closed' }] })],
      }),
    )
  })

  test('of an event nobody knows is a problem', async () => {
    await using platform = await startedPlatform(['books'])
    const unknown = platform.operator.events.get({ params: { eventId: newId() } })
    await expect(unknown).rejects.toMatchObject({ code: 'event-not-found' })
  })
})

test('what services have published is one list', async () => {
  await using platform = await startedPlatform(['books', 'tools'])
  expect(await platform.operator.events.list()).toEqual({ events: [], silent: [] })
  expect(await platform.operator.sagas.list()).toEqual({ sagas: [], nextCursor: null, silent: [] })
  const params = { sagaId: newId() }
  const body = { reason: 'a mistake' }
  await expect(platform.operator.sagas.compensate({ params, body })).rejects.toMatchObject({
    code: 'saga-not-found',
  })
})

test('events are replayed to a handler, in whichever service it is', async () => {
  await using platform = await startedPlatform(['books', 'tools'])
  await platform.paid('tools', 3)
  const { replays } = platform.operator
  expect(await replays.start({ body: { handler: 'tools.count', dryRun: true } })).toEqual({
    service: 'tools',
    replay: null,
    events: 3,
  })
  const { replay } = await replays.start({ body: { handler: 'tools.count' } })
  const list = async () => (await replays.list()).replays
  expect(await list()).toMatchObject([{ id: replay?.id, service: 'tools', handler: 'tools.count' }])
  await expect(replays.start({ body: { handler: 'toys.count' } })).rejects.toMatchObject({
    code: 'handler-not-found',
  })
  const params = { replayId: newId() }
  await expect(replays.cancel({ params })).rejects.toMatchObject({ code: 'replay-not-found' })
})

test('an event published by hand goes to the service it belongs to', async () => {
  await using platform = await startedPlatform(['books'])
  const publish = (type: string, data: Record<string, unknown>) =>
    platform.operator.events.publish({ body: { type, data } })
  await expect(publish('moon.landed', {})).rejects.toMatchObject({ code: 'unknown-event-type' })
  await expect(publish('order.paid', {})).rejects.toMatchObject({ code: 'invalid-request' })
  const orderId = newId()
  const published = await publish('order.paid', { orderId })
  expect(published).toMatchObject({ source: '/books', data: { orderId } })
})

test('an event whose service has gone is not published, and whose it is is said', async () => {
  await using platform = await startedPlatform(['books'])
  const { schemas, events } = platform.operator
  expect(JSON.stringify(await schemas.list())).toContain('order.paid')
  await platform.goes('books')
  const published = events.publish({ body: { type: 'order.paid', data: { orderId: newId() } } })
  await expect(published).rejects.toMatchObject({
    code: 'service-not-reached',
    message: expect.stringContaining('books publishes it'),
  })
})

test('the flow of events is that of every service', async () => {
  await using platform = await startedPlatform(['books', 'tools'])
  const { services, silent } = await platform.operator.flow.get()
  expect(services.map(({ service }) => service)).toEqual(['books', 'tools'])
  expect(services[0]?.handlers).toMatchObject([{ handler: 'books.count', wants: ['order.paid'], lag: 0 }])
  expect(silent).toEqual([])
})

import { describe, expect, test } from 'vitest'
import { service as notes } from '../fixtures/notes/service.js'
import {
  asOperator,
  entries,
  PRINTER,
  paid,
  printed,
  printer,
  startedPrinting,
} from '../fixtures/orders/printing.js'
import { newId } from '../src/index.js'
import { started } from '../src/testing/index.js'

describe('dead letters', () => {
  test('are listed page by page in the order they happened in, and shown with why', async () => {
    await using app = await startedPrinting({ isBroken: true })
    await paid(app, 5)
    const first = await app.operator.deadLetters.list({ query: { limit: 3 } })
    const second = await app.operator.deadLetters.list({
      query: { limit: 3, cursor: first.nextCursor ?? '' },
    })
    const letters = [...first.items, ...second.items]
    expect(letters.map(({ event }) => Reflect.get(event.data as object, 'n'))).toEqual([0, 1, 2, 3, 4])
    expect(second.nextCursor).toBeNull()
    const [{ id } = { id: '' }] = letters
    expect(await app.operator.deadLetters.get({ params: { deadLetterId: id } })).toMatchObject({
      handler: PRINTER,
      state: 'dead',
      attempts: 1,
      failures: [{ errors: [{ message: 'the printer is on fire' }] }],
    })
  })

  test('are tried again no faster than is asked for', async () => {
    await using app = await startedPrinting({ isBroken: true })
    await paid(app, 6)
    printer.isBroken = false
    await app.operator.deadLetters.redrive({ body: { perSecond: 2 } })
    const { rows } = await app.use.db.pool.query<{ after: number }>(
      'SELECT extract(epoch FROM due_at - $1::timestamptz)::float AS after FROM azora.waiting ORDER BY seq',
      [app.clock.now()],
    )
    // Those that are due at once may have gone already.
    expect([0, 0.5, 1, 1.5, 2, 2.5].slice(-rows.length)).toEqual(rows.map(({ after }) => after))
    expect(rows.length).toBeGreaterThan(3)
  })

  test('a dry run says how many it would be, and does nothing', async () => {
    await using app = await startedPrinting({ isBroken: true })
    await paid(app, 3)
    const dry = { body: { dryRun: true, error: 'on fire' } }
    expect(await app.operator.deadLetters.redrive(dry)).toEqual({ count: 3, dryRun: true })
    expect(await app.operator.deadLetters.discard(dry)).toEqual({ count: 3, dryRun: true })
    expect((await app.operator.deadLetters.list()).items).toHaveLength(3)
    expect(await entries(app, 'dead-letters.redriven')).toEqual([])
  })

  test('discarded ones are not tried again, and an entry says who has given them up', async () => {
    await using app = await startedPrinting({ isBroken: true })
    await paid(app, 2)
    printer.isBroken = false
    expect(await app.operator.deadLetters.discard({ body: { handler: PRINTER } })).toMatchObject({ count: 2 })
    expect(await app.operator.deadLetters.redrive({ body: {} })).toMatchObject({ count: 0 })
    expect(await printed(app)).toEqual([])
    expect(await entries(app, 'dead-letters.discarded')).toMatchObject([
      { subject: PRINTER, actor: expect.stringMatching(/^user:/), data: { handler: PRINTER, count: 2 } },
    ])
  })
})

describe('an event', () => {
  test('shows who has handled it, when, and after how many attempts', async () => {
    await using app = await startedPrinting({ isBroken: true })
    const [event] = await paid(app, 1)
    const params = { eventId: event?.id ?? '' }
    const [failed] = (await app.operator.events.get({ params })).handlings
    expect(failed).toMatchObject({ handler: PRINTER, state: 'dead', attempts: 1 })
    printer.isBroken = false
    await app.operator.deadLetters.redrive({ body: {} })
    await app.settled()
    expect(await app.operator.events.get({ params })).toMatchObject({
      published: null,
      handlings: [{ handler: PRINTER, state: 'handled', attempts: 2, deadLetterId: failed?.deadLetterId }],
    })
  })

  test('published by hand goes the way of every other', async () => {
    await using app = await startedPrinting({ isBroken: false })
    const data = { orderId: newId(), n: 7 }
    const dry = await app.operator.events.publish({ body: { type: 'order.paid', data, dryRun: true } })
    const event = await app.operator.events.publish({ body: { type: 'order.paid', data } })
    await app.settled()
    expect(dry).toMatchObject({ type: 'order.paid', data })
    expect(await printed(app)).toEqual([7])
    expect(await app.operator.events.get({ params: { eventId: event.id } })).toMatchObject({
      published: { event: { type: 'order.paid', actor: expect.stringMatching(/^user:/), data } },
      handlings: [{ state: 'handled', attempts: 1 }],
    })
    expect(await entries(app, 'event.published')).toMatchObject([{ subject: event.id }])
    const { events } = await app.operator.events.list({ query: { type: 'order.paid', key: data.orderId } })
    expect(events).toEqual([{ event, at: expect.any(String), sentAt: expect.any(String) }])
    expect((await app.operator.events.list({ query: { request: 'another-one' } })).events).toEqual([])
  })

  test('published by hand must be one of the contract, with its data', async () => {
    await using app = await startedPrinting({ isBroken: false })
    const publish = (type: string, data: Record<string, unknown>) =>
      app.operator.events.publish({ body: { type, data } })
    await expect(publish('order.lost', {})).rejects.toThrow(
      'orders publishes no order.lost; it publishes order.paid',
    )
    await expect(publish('order.paid', { orderId: newId() })).rejects.toMatchObject({
      code: 'invalid-request',
      errors: [{ in: 'body', pointer: '/data/n' }],
    })
    for (const text of ['a\0', ['\uD800']])
      await expect(publish('order.paid', { text })).rejects.toMatchObject({ code: 'invalid-request' })
  })
})

test('the flow of events shows what carries them and what waits', async () => {
  await using app = await startedPrinting({ isBroken: true })
  await paid(app, 2)
  expect(await app.operator.flow.get()).toEqual({
    transport: { name: 'memory', durability: 'none', competing: false, replay: true, distinct: true },
    outbox: { unsent: 0, oldestSeconds: 0 },
    handlers: [{ handler: PRINTER, wants: ['order.paid'], lag: 0, waiting: 0, deadLetters: 2 }],
  })
})

test('where nothing carries events, operators see what waits, and none can be replayed', async () => {
  await using app = await startedPrinting({ isBroken: false, env: { EVENT_TRANSPORT: '' } })
  const { handlers, transport } = await app.operator.flow.get()
  expect({ handlers, transport }).toMatchObject({
    handlers: [{ handler: PRINTER, lag: null }],
    transport: null,
  })
  const replay = app.operator.replays.start({ body: { handler: PRINTER, dryRun: true } })
  await expect(replay).rejects.toMatchObject({ code: 'replay-not-possible' })
})

describe('what the kit serves operators', () => {
  test('is refused to everybody else', async () => {
    await using app = await startedPrinting({ isBroken: false })
    const reader = await asOperator(app, ['event:read'])
    const nobody = await asOperator(app, ['course:edit'])
    expect((await reader.deadLetters.list()).items).toEqual([])
    await expect(reader.deadLetters.redrive({ body: {} })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(nobody.flow.get()).rejects.toMatchObject({ code: 'forbidden' })
  })

  test('is announced beside the contract, and is not part of its document', async () => {
    await using app = await startedPrinting({ isBroken: false })
    expect(app.service.operations.map(({ id }) => id)).toContain('operations.deadLetters.redrive')
    const document = (await fetch(`${app.url}/openapi.json`).then(answer => answer.json())) as object
    expect(Object.keys(Reflect.get(document, 'paths'))).toEqual(['/v1/orders/{orderId}/payments'])
  })

  test('is nothing in a service without events', async () => {
    await using app = await started(notes)
    expect(app.service.operations.filter(({ id }) => id.startsWith('operations.'))).toEqual([])
  })
})

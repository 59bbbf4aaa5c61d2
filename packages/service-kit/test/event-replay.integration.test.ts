import { afterEach, describe, expect, test } from 'vitest'
import { entries, PRINTER, paid, printed, printer, startedPrinting } from '../fixtures/orders/printing.js'
import { onFaultPoint } from '../src/events/fault-point.js'
import { newId } from '../src/index.js'

type App = Awaited<ReturnType<typeof startedPrinting>>
type Body = Partial<Parameters<App['operator']['replays']['start']>[0]['body']>

afterEach(() => onFaultPoint(undefined))

/** Where a replay can be cut off, before and after. */
const CUTS = new Set([
  'replay.begin',
  'replay.next',
  'replay.go-on',
  'replay.placed',
  'replay.identity',
  'replay.ends',
  'replay.page',
  'replay.receive',
  'consumer.transaction',
  'replay.noted',
  'replay.commit',
])

const start = (app: App, body: Body = {}) =>
  app.operator.replays.start({ body: { handler: PRINTER, perSecond: 10_000, ...body } })

/** Lets time pass until no replay runs any more. */
async function replayed(app: App): Promise<void> {
  const isRunning = async () => {
    app.clock.advance(1_000)
    const { replays } = await app.operator.replays.list()
    return replays.some(({ state }) => state === 'running')
  }
  await expect.poll(isRunning, { timeout: 20_000 }).toBe(false)
  await app.settled()
}

const times = (numbers: readonly number[], n: number) => numbers.filter(number => number === n).length

describe('a replay', () => {
  test('hands over each event once, however often it is asked for under its id', async () => {
    await using app = await startedPrinting({ isBroken: false })
    await paid(app, 70, 5)
    const id = newId()
    await Promise.all([start(app, { id }), start(app, { id }), start(app, { id })])
    await replayed(app)
    await start(app, { id })
    await replayed(app)
    const numbers = await printed(app)
    expect(numbers).toHaveLength(140)
    expect(Array.from({ length: 70 }, (_, n) => times(numbers, n))).toEqual(
      Array.from({ length: 70 }, () => 2),
    )
    expect(await app.operator.replays.list()).toMatchObject({
      replays: [{ id, state: 'done', replayed: 70 }],
    })
    expect(await entries(app, 'replay.started')).toMatchObject([{ subject: id }])
  })

  test('hands them over again under another id', async () => {
    await using app = await startedPrinting({ isBroken: false })
    await paid(app, 3)
    for (const id of [newId(), newId()]) await start(app, { id })
    await replayed(app)
    expect(await printed(app)).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2])
  })

  test('takes what is in its range and nothing else; a dry run counts that', async () => {
    await using app = await startedPrinting({ isBroken: false })
    const events = await paid(app, 6, 3)
    app.clock.advance(60_000)
    const from = app.clock.now().toISOString()
    const [later] = await paid(app, 1)
    const count = async (body: Body) => (await start(app, { ...body, dryRun: true })).events
    app.clock.advance(1_000)
    expect(await count({})).toBe(7)
    expect(await count({ from })).toBe(1)
    expect(await count({ to: from })).toBe(6)
    expect(await count({ key: events[0]?.partitionkey ?? '' })).toBe(2)
    expect(await count({ type: 'order.shipped' })).toBe(0)
    expect(await count({ ids: [later?.id ?? '', newId()] })).toBe(1)
    await start(app, { ids: [events[4]?.id ?? ''] })
    await replayed(app)
    expect(await printed(app)).toEqual([0, 0, 1, 2, 3, 4, 4, 5])
  })

  test('goes on where it was, wherever it is cut off', async () => {
    await using app = await startedPrinting({ isBroken: false })
    await paid(app, 40, 4)
    const cut = new Set<string>()
    onFaultPoint((name, moment) => {
      const point = `${moment} ${name}`
      if (!CUTS.has(name) || cut.has(point)) return
      cut.add(point)
      throw new Error(`cut off ${point}`)
    })
    await start(app)
    await replayed(app)
    const numbers = await printed(app)
    expect(cut.size).toBe(CUTS.size * 2)
    expect(Array.from({ length: 40 }, (_, n) => times(numbers, n))).toEqual(
      Array.from({ length: 40 }, () => 2),
    )
  })

  test('gives up what fails under a name of its own, from where it is redriven', async () => {
    await using app = await startedPrinting({ isBroken: false })
    await paid(app, 2)
    printer.isBroken = true
    const { replay } = await start(app)
    await replayed(app)
    const { items } = await app.operator.deadLetters.list()
    expect(items.map(({ handler }) => handler)).toEqual([
      `${PRINTER}@${replay?.id}`,
      `${PRINTER}@${replay?.id}`,
    ])
    printer.isBroken = false
    await app.operator.deadLetters.redrive({ body: { perSecond: 10_000 } })
    app.clock.advance(1_000)
    await app.settled()
    expect(await printed(app)).toEqual([0, 0, 1, 1])
    const { handlings } = await app.operator.events.get({ params: { eventId: items[0]?.event.id ?? '' } })
    expect(handlings.map(({ handler, state }) => [handler, state])).toEqual([
      [PRINTER, 'handled'],
      [`${PRINTER}@${replay?.id}`, 'handled'],
    ])
  })

  test('is no faster than it is asked to be, and ends where it is canceled', async () => {
    await using app = await startedPrinting({ isBroken: false })
    await paid(app, 20, 20)
    const { replay } = await start(app, { perSecond: 1 })
    // The clock stands still: what is due in a second does not come.
    await expect.poll(async () => (await printed(app)).length, { timeout: 15_000 }).toBeGreaterThan(20)
    const params = { replayId: replay?.id ?? '' }
    await app.operator.replays.cancel({ params })
    app.clock.advance(60_000)
    await expect(app.operator.replays.cancel({ params })).rejects.toMatchObject({ code: 'replay-not-found' })
    expect(await app.operator.replays.list()).toMatchObject({ replays: [{ state: 'canceled' }] })
    expect((await printed(app)).length).toBeLessThan(40)
  })

  test('is for a handler there is', async () => {
    await using app = await startedPrinting({ isBroken: false })
    await expect(start(app, { handler: 'orders.fly' })).rejects.toMatchObject({ code: 'handler-not-found' })
  })
})

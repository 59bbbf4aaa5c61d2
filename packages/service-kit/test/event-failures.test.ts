import { describe, expect, test } from 'vitest'
import { written } from '../fixtures/notes/effects.js'
import { OrderPaid, ordersWith, type Use } from '../fixtures/orders/service.js'
import { forgetOld } from '../src/data/retention.js'
import { gate } from '../src/events/testing/until.js'
import {
  deadLetters,
  discardDeadLetters,
  type EventHandler,
  newId,
  redriveDeadLetters,
  type SubscribeOptions,
  subscribe,
} from '../src/index.js'
import { type Started, started } from '../src/testing/index.js'

/** What fails, and whether it still does. */
const broken = { numbers: new Set<number>(), error: () => new Error('the printer is on fire') }

const HANDLER = 'orders.print'
type Options = Partial<SubscribeOptions<never>>

/** A service that prints the numbers of payments, but those that are broken. */
const printing = (options: Options = {}) =>
  ordersWith(({ write }: Use): EventHandler[] => [
    subscribe(OrderPaid, {
      name: HANDLER,
      retries: { attempts: 3 },
      ...options,
      handle: async ({ data: { n } }) => {
        await write(`printed ${n}`)
        if (broken.numbers.has(n)) throw broken.error()
      },
    }),
  ])

async function startedPrinting(numbers: readonly number[], options?: Options) {
  broken.numbers = new Set(numbers)
  broken.error = () => new Error('the printer is on fire', { cause: new RangeError('too hot') })
  const app = await started(printing(options))
  const use = app.service.use as Use
  const letters = (filter = {}) => deadLetters(use.db.pool, filter)
  return Object.assign(app, { use, letters, [Symbol.asyncDispose]: app[Symbol.asyncDispose] })
}

const pay = (app: Pick<Started, 'events'>, orderId: string, n: number) =>
  app.events.publish(OrderPaid, { orderId, n })

describe('an event that fails for good', () => {
  test('becomes a dead letter with what is known of why, and nothing of its effects stays', async () => {
    await using app = await startedPrinting([1])
    const paid = await pay(app, newId(), 1)
    await app.settled()
    expect(await written(app.use)).toEqual([])
    const [letter, ...others] = await app.letters()
    expect(others).toEqual([])
    expect(letter).toMatchObject({ handler: HANDLER, event: paid, attempts: 3, state: 'dead' })
    expect(letter?.failures).toHaveLength(3)
    expect(letter?.failures[0]?.errors).toEqual([
      { name: 'Error', message: 'the printer is on fire' },
      { name: 'RangeError', message: 'too hot' },
    ])
  })

  test('lets the events of other keys pass, and those of its own follow in their order', async () => {
    await using app = await startedPrinting([2])
    const [one, other] = [newId(), newId()]
    for (const n of [1, 2, 3, 4]) await pay(app, one, n)
    for (const n of [11, 12]) await pay(app, other, n)
    await app.settled()
    const done = await written(app.use)
    expect(done.filter(title => /\d\d/.test(title))).toEqual(['printed 11', 'printed 12'])
    expect(done.filter(title => !/\d\d/.test(title))).toEqual(['printed 1', 'printed 3', 'printed 4'])
  })

  test('is known when it comes once more: it is not tried again by that', async () => {
    await using app = await startedPrinting([1])
    const paid = await pay(app, newId(), 1)
    await app.settled()
    broken.numbers.clear()
    await app.events.deliver(paid)
    await app.settled()
    expect(await written(app.use)).toEqual([])
  })

  test.each([
    ['skip', 'an error of a class that is skipped is taken for handled', 0],
    ['dead-letter', 'an error of a class not worth trying again is a dead letter at once', 1],
  ] as const)('%s: %s', async (verdict, _, count) => {
    await using app = await startedPrinting([1], { retries: { on: [[RangeError, verdict]] } })
    broken.error = () => new RangeError('out of paper')
    await pay(app, newId(), 1)
    await app.settled()
    const letters = await app.letters()
    expect(letters.map(({ attempts }) => attempts)).toEqual(Array.from({ length: count }, () => 1))
  })

  test('whose data cannot be read is a dead letter at once, and holds up nobody', async () => {
    await using app = await startedPrinting([])
    const orderId = newId()
    const event = { ...(await pay(app, orderId, 1)), id: newId(), data: { orderId, n: 'one' } }
    await app.events.deliver(event)
    await pay(app, orderId, 2)
    await app.settled()
    expect(await written(app.use)).toEqual(['printed 1', 'printed 2'])
    const [letter] = await app.letters()
    expect(letter).toMatchObject({ attempts: 1, failures: [{ errors: [{ name: 'EventUnreadable' }] }] })
  })
})

describe('an event that fails for a while', () => {
  test('is tried again until it succeeds, and its effects happen once', async () => {
    await using app = await startedPrinting([1])
    let failures = 0
    broken.error = () => {
      if (++failures === 2) broken.numbers.clear()
      return new Error('not yet')
    }
    await pay(app, newId(), 1)
    await app.settled()
    expect(await written(app.use)).toEqual(['printed 1'])
    expect(await app.letters()).toEqual([])
  })

  test('or hangs is given up after its time, while other keys go on', async () => {
    const hung = gate()
    const service = ordersWith(({ write }) => [
      subscribe(OrderPaid, {
        name: HANDLER,
        timeoutMs: 300,
        retries: { attempts: 2 },
        handle: ({ data: { n } }) => (n === 1 ? hung.opened : write(`printed ${n}`)),
      }),
    ])
    await using app = await started(service)
    const use = app.service.use as Use
    await pay(app, newId(), 1)
    for (let n = 2; n < 12; n++) await pay(app, newId(), n)
    await app.settled()
    hung.open()
    expect(await written(use)).toHaveLength(10)
    expect(await deadLetters(use.db.pool)).toMatchObject([
      { attempts: 2, failures: [{ errors: [{ code: 'deadline-exceeded' }] }, {}] },
    ])
  })
})

describe('dead letters', () => {
  test('redriven twice at the same moment have their effects once', async () => {
    const numbers = Array.from({ length: 100 }, (_, n) => n)
    await using app = await startedPrinting(numbers, { retries: { attempts: 1 } })
    const orders = numbers.map(() => newId())
    for (const n of numbers) await pay(app, orders[n % 10] ?? '', n)
    await app.settled()
    expect(await app.letters()).toHaveLength(100)
    broken.numbers.clear()
    const { pool } = app.use.db
    const redrive = () =>
      redriveDeadLetters(pool, { handler: HANDLER, limit: 1_000 }, { from: app.clock.now() })
    const counts = await Promise.all([redrive(), redrive(), redrive()])
    await redrive()
    await app.settled()
    expect(counts.reduce((sum, count) => sum + count)).toBe(100)
    const done = (await written(app.use)).map(title => Number(title.slice('printed '.length)))
    expect(done.toSorted((a, b) => a - b)).toEqual(numbers)
    const ofFirst = done.filter(n => n % 10 === 0)
    expect(ofFirst).toEqual(ofFirst.toSorted((a, b) => a - b))
  })

  test('that fail again are dead letters again, with all attempts counted', async () => {
    await using app = await startedPrinting([1])
    await pay(app, newId(), 1)
    await app.settled()
    await redriveDeadLetters(app.use.db.pool, {}, { from: app.clock.now() })
    await app.settled()
    expect(await app.letters()).toMatchObject([{ state: 'dead', attempts: 6 }])
  })

  test('are found by handler, type, key and error; those discarded are left alone', async () => {
    await using app = await startedPrinting([1, 2])
    const [one, other] = [newId(), newId()]
    await pay(app, one, 1)
    await pay(app, other, 2)
    await app.settled()
    expect(
      await app.letters({ key: one, error: 'on fire', type: 'order.paid', handler: HANDLER }),
    ).toHaveLength(1)
    expect(await app.letters({ error: 'flood' })).toEqual([])
    expect(await discardDeadLetters(app.use.db.pool, { key: one })).toBe(1)
    expect(await redriveDeadLetters(app.use.db.pool, {}, { from: app.clock.now() })).toBe(1)
  })
})

test('an event that comes again a day later, or a month, has no second effect', async () => {
  await using app = await startedPrinting([])
  const paid = await pay(app, newId(), 1)
  await app.settled()
  for (const days of [1, 30]) {
    app.clock.advance(days * 86_400_000)
    await forget(app)
    await app.events.deliver(paid)
    await app.settled()
  }
  expect(await written(app.use)).toEqual(['printed 1'])
})

async function forget(app: Pick<Started, 'clock'> & { use: Use }): Promise<void> {
  await forgetOld(app.use.db.pool, { now: app.clock.now(), auditDays: 1_096 })
}

test('of a hundred events some of which fail, together and apart, each succeeds once or is a dead letter', async () => {
  const numbers = Array.from({ length: 100 }, (_, n) => n)
  const failing = numbers.filter(n => n % 7 === 3)
  await using app = await startedPrinting(failing, { retries: { attempts: 2 } })
  const orders = Array.from({ length: 8 }, () => newId())
  await Promise.all(numbers.map(n => pay(app, orders[n % 8] ?? '', n)))
  await app.settled()
  const done = (await written(app.use)).map(title => Number(title.slice('printed '.length)))
  expect(done.toSorted((a, b) => a - b)).toEqual(numbers.filter(n => !failing.includes(n)))
  expect(await app.letters()).toHaveLength(failing.length)
})

test('one that hangs among others is waited for once, and those before and after it are handled', async () => {
  const hung = gate()
  let runs = 0
  const service = ordersWith(({ write }) => [
    subscribe(OrderPaid, {
      name: HANDLER,
      timeoutMs: 400,
      retries: { attempts: 1 },
      handle: ({ data: { n } }) => {
        if (n === 5) runs++
        return n === 5 ? hung.opened : write(`printed ${n}`)
      },
    }),
  ])
  await using app = await started(service)
  const use = app.service.use as Use
  const orderId = newId()
  for (let n = 0; n < 10; n++) await pay(app, orderId, n)
  await app.settled()
  hung.open()
  const expected = [0, 1, 2, 3, 4, 6, 7, 8, 9].map(n => `printed ${n}`)
  expect(await written(use)).toEqual(expected)
  expect(runs).toBe(1)
})

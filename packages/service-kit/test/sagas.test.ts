import type { Page } from '@azora/contracts'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { written } from '../fixtures/notes/effects.js'
import {
  delivery,
  done,
  express,
  fault,
  HOUR_MS,
  Input,
  order,
  refuse,
  sagaOrders,
  settled,
  start,
  useOf,
} from '../fixtures/orders/sagas.js'
import { ordersWith } from '../fixtures/orders/service.js'
import { until } from '../src/events/testing/until.js'
import { listSagas, newId, retrySaga, type SagaSummary, saga } from '../src/index.js'
import { forget } from '../src/saga/saga-rows.js'
import { started } from '../src/testing/index.js'
import { startedOnce } from '../src/testing/started-once.js'

const app = startedOnce(sagaOrders)
const use = () => useOf(app())

describe('a saga', () => {
  test('does its steps in their order, each once, and hands on what they have come to', async () => {
    const orderId = newId()
    expect(await start(app(), order, orderId)).toBe(true)
    const { id, state, steps } = await settled(app(), orderId)
    expect(state).toBe('completed')
    expect(steps.map(({ step, state, attempts }) => [step, state, attempts])).toEqual(
      ['reserve', 'charge', 'pack', 'thank'].map(step => [step, 'done', 1]),
    )
    const all = done.get(orderId) ?? []
    expect(all.slice(1, 3).toSorted()).toEqual(['charge', 'pack'])
    expect(all.toSpliced(1, 2)).toEqual(['reserve', `thank ${id}-charge ${id}-pack`])
  })

  test('is started once for an id, however many ask at the same moment', async () => {
    const orderId = newId()
    const answers = await Promise.all(Array.from({ length: 20 }, () => start(app(), order, orderId)))
    expect(answers.filter(Boolean)).toHaveLength(1)
    await app().settled()
    expect(done.get(orderId)?.filter(verb => verb === 'reserve')).toHaveLength(1)
  })

  test('of a transaction that is rolled back never was', async () => {
    const orderId = newId()
    const starting = use().db.transaction(async () => {
      await use().sagas.start(order, { id: orderId, input: { orderId } })
      throw new Error('refused at last')
    })
    await expect(starting).rejects.toThrow('refused at last')
    await app().settled()
    expect(await listSagas(use().db.pool, { subject: orderId })).toEqual({ items: [], nextCursor: null })
  })

  test('is not started outside of a transaction, or with another input than declared', async () => {
    const input = { orderId: newId() }
    await expect(use().sagas.start(order, { id: 'one', input })).rejects.toThrow(
      'transaction of what it follows',
    )
    await expect(use().sagas.start(order, { id: 'one', input: { orderId: '7' } })).rejects.toThrow(
      'another input than declared',
    )
  })
})

describe('a step that fails', () => {
  test('is tried again under the same key', async () => {
    const orderId = newId()
    const keys = new Set<string>()
    fault(orderId, 'charge', ({ key, attempt }) => {
      keys.add(key)
      if (attempt < 3) throw new Error('not yet')
    })
    await start(app(), order, orderId)
    const { state, steps } = await settled(app(), orderId)
    expect(state).toBe('completed')
    expect(steps[1]).toMatchObject({
      step: 'charge',
      attempts: 3,
      failures: [{ attempt: 1 }, { attempt: 2 }],
    })
    expect(keys.size).toBe(1)
  })

  test('for good has everything undone, last first, also what was done alongside', async () => {
    const orderId = newId()
    fault(orderId, 'pack', refuse)
    await start(app(), order, orderId)
    const { id, state, reason, steps } = await settled(app(), orderId)
    expect({ state, reason }).toEqual({ state: 'compensated', reason: 'pack was refused' })
    expect(steps.map(({ state }) => state)).toEqual(['compensated', 'compensated', 'refused', 'pending'])
    expect(done.get(orderId)?.slice(-2)).toEqual([`refund ${id}-charge ${id}-charge`, `free ${id}-reserve`])
  })

  test('without anybody knowing what it did is undone too, by its key', async () => {
    const orderId = newId()
    fault(orderId, 'charge', () => {
      throw new Error('no answer')
    })
    await start(app(), order, orderId)
    const { id, reason } = await settled(app(), orderId)
    expect(reason).toBe('charge has failed 3 times')
    expect(done.get(orderId)).toContain(`refund ${id}-charge undefined`)
  })

  test('takes back what it wrote, and is reported as stuck where it is never given up', async () => {
    const orderId = newId()
    let isBroken = true
    fault(orderId, 'note', () => {
      if (isBroken) throw new Error('not yet')
    })
    await start(app(), express, orderId)
    const stuck = await settled(app(), orderId)
    expect(stuck).toMatchObject({ state: 'stuck', stuckReason: 'note has failed, 10 times by now' })
    const { items }: Page<SagaSummary> = await listSagas(use().db.pool, { state: 'stuck' })
    expect(items.map(({ id }) => id)).toEqual([stuck.id])
    isBroken = false
    fault(orderId, 'hurry', refuse)
    expect(await retrySaga(use().db.pool, stuck.id, app().clock.now())).toBe(true)
    expect(await settled(app(), orderId)).toMatchObject({ state: 'compensated', stuckReason: null })
    const notes = (await written(use())).filter(title => title.includes(orderId))
    expect(notes).toEqual([`express ${orderId} 11`])
  })

  test('by never ending is given up after its time', async () => {
    const orderId = newId()
    await start(app(), express, orderId)
    const { state, steps } = await settled(app(), orderId)
    expect(state).toBe('compensated')
    expect(steps[1]?.failures.map(({ errors }) => errors[0]?.code)).toEqual([
      'deadline-exceeded',
      'deadline-exceeded',
    ])
  })
})

describe('a compensation that fails', () => {
  test('is tried on and on, reported as stuck, and ends well when what was wrong is mended', async () => {
    const orderId = newId()
    let isBroken = true
    fault(orderId, 'unpack', () => {
      if (isBroken) throw new Error('not yet')
    })
    fault(orderId, 'charge', refuse)
    await start(app(), order, orderId)
    const stuck = await settled(app(), orderId)
    expect(stuck).toMatchObject({
      state: 'stuck',
      reason: 'charge was refused',
      stuckReason: 'pack could not be undone, 10 times by now',
    })
    isBroken = false
    app().clock.advance(HOUR_MS)
    expect(await settled(app(), orderId)).toMatchObject({ state: 'compensated', stuckReason: null })
    expect(stuck.steps.find(({ step }) => step === 'pack')).toMatchObject({ compensations: 10 })
  })
})

describe('what shows it', () => {
  test('metrics count what was started and how it ended, and time the steps', async () => {
    await start(app(), delivery, newId())
    await app().settled()
    const text = await app().service.metrics.registry.metrics()
    expect(text).toMatch(/sagas_started_total\{.*saga="orders.order".*\} [1-9]/)
    expect(text).toMatch(/sagas_ended_total\{.*saga="orders.order",ending="compensated".*\} [1-9]/)
    expect(text).toMatch(/sagas_open\{.*state="waiting".*\} [1-9]/)
    expect(text).toMatch(/saga_step_seconds_count\{.*step="charge",ending="failed".*\} [1-9]/)
  })

  test('lists are walked by cursors', async () => {
    const seen: string[] = []
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page: Page<SagaSummary> = await listSagas(use().db.pool, { limit: 3, ...(cursor && { cursor }) })
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.nextCursor
    }
    expect(new Set(seen).size).toBe(seen.length)
    const all = await listSagas(use().db.pool)
    expect(seen).toEqual(all.items.map(({ id }) => id))
  })
})

test('what has ended is forgotten after 30 days', async () => {
  const orderId = newId()
  await start(app(), order, orderId)
  await app().settled()
  const { pool } = use().db
  const day = (days: number) => new Date(app().clock.now().getTime() + days * 24 * HOUR_MS)
  const count = async () => (await listSagas(pool, { subject: orderId })).items.length
  await forget(pool, day(29))
  expect(await count()).toBe(1)
  await forget(pool, day(31))
  expect(await count()).toBe(0)
  expect(await start(app(), order, orderId)).toBe(true)
})

describe('a declaration', () => {
  const draft = saga('orders.draft', { input: Input, replies: { sign: z.object({}) } })
  test('with two steps of one name is refused', () => {
    const step = { run: () => {} }
    expect(() => draft.step('sign', step).step('sign', step)).toThrow('two steps of the name sign')
  })

  test('with a reply to what is no step of it is refused', async () => {
    const service = ordersWith(
      () => [],
      () => [draft.step('write', { run: () => {} })],
    )
    await expect(started(service)).rejects.toThrow('awaits a reply to sign')
  })

  test.each(['order', 'Orders.order'])('of the name %s is refused', name => {
    expect(() => saga(name, { input: Input })).toThrow("is no saga's name")
  })
})

test('health tells of sagas that are stuck', async () => {
  const orderId = newId()
  fault(orderId, 'note', () => {
    throw new Error('never')
  })
  await start(app(), express, orderId)
  await app().settled()
  const report = async () => (await fetch(new URL('/health', app().url))).text()
  await until('it is told', async () => (await report()).includes('sagas are stuck'))
  expect(await report()).toContain('1 sagas are stuck')
})

import { expect, test, vi } from 'vitest'
import { Lifecycle } from '../lifecycle.js'
import type { Kit, Resource } from '../resource.js'
import { Health, tierOf } from './health.js'

const check = (required: boolean, ok: boolean) => ({ name: 'x', required, ok, durationMs: 1 })

test.each([
  ['ready', [check(true, true), check(false, true)], 'healthy'],
  ['ready', [check(true, true), check(false, false)], 'degraded'],
  ['ready', [check(true, false), check(false, true)], 'critical'],
  ['starting', [], 'critical'],
  ['draining', [check(true, true)], 'critical'],
] as const)('%s with %o is %s', (state, checks, tier) => {
  expect(tierOf(state, checks)).toBe(tier)
})

test('probes that come together share one round of checks, and a failing one is told in one line', async () => {
  let rounds = 0
  const resource: Resource = {
    check: () => {
      rounds++
      throw new Error('connection refused')
    },
  }
  const lifecycle = new Lifecycle({} as Kit, 1_000)
  lifecycle.state = 'ready'
  const health = new Health('notes', lifecycle, [{ name: 'database', resource }])
  const reports = await Promise.all([health.report(), health.report(), health.report()])
  expect(rounds).toBe(1)
  expect(reports[0]?.checks).toMatchObject([{ name: 'database', ok: false, error: 'connection refused' }])
})

test('a check that hangs is not asked again by every probe that comes meanwhile', async () => {
  vi.useFakeTimers()
  let asked = 0
  const resource: Resource = { check: () => new Promise(() => void asked++) }
  const health = new Health('notes', new Lifecycle({} as Kit, 1_000), [{ name: 'database', resource }])
  const reports = [health.report()]
  for (let probe = 0; probe < 3; probe++) {
    await vi.advanceTimersByTimeAsync(500)
    reports.push(health.report())
  }
  await vi.advanceTimersByTimeAsync(500)
  expect(asked).toBe(1)
  expect((await Promise.all(reports)).map(({ checks }) => checks[0]?.ok)).toEqual([
    false,
    false,
    false,
    false,
  ])
  vi.useRealTimers()
})

test('a check that still hangs is not asked again by later rounds, and is well as soon as it answers', async () => {
  vi.useFakeTimers()
  let answer = () => {}
  let asked = 0
  const resource: Resource = {
    check: () =>
      new Promise<void>(resolve => {
        asked++
        answer = resolve
      }),
  }
  const health = new Health('notes', new Lifecycle({} as Kit, 1_000), [{ name: 'database', resource }])
  for (let round = 0; round < 5; round++) {
    const report = health.report()
    await vi.advanceTimersByTimeAsync(2_000)
    expect((await report).checks[0]).toMatchObject({ ok: false, error: 'no answer within 1500 ms' })
  }
  expect(asked).toBe(1)
  answer()
  await vi.advanceTimersByTimeAsync(300)
  const report = health.report()
  answer()
  expect((await report).checks[0]).toMatchObject({ ok: true })
  vi.useRealTimers()
})

test('what is optional neither fails readiness nor holds it up', async () => {
  const lifecycle = new Lifecycle({} as Kit, 1_000)
  lifecycle.state = 'ready'
  const hanging: Resource = { required: false, check: () => new Promise(() => undefined) }
  const well: Resource = { check: () => undefined }
  const health = new Health('notes', lifecycle, [
    { name: 'cache', resource: hanging },
    { name: 'database', resource: well },
  ])
  expect(await health.readiness()).toEqual({ status: 'ready', state: 'ready', failing: [] })
})

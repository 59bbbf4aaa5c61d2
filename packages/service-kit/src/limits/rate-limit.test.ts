import { describe, expect, test } from 'vitest'
import type { Consumption } from './limit.js'
import { LocalWindows } from './local-windows.js'
import { createRateLimiter, rateLimitHeaders } from './rate-limit.js'

const limit = { limit: 3, windowSeconds: 10 }

/** A clock in milliseconds that a test moves. */
function handClock() {
  let nowMs = 0
  return { nowMs: () => nowMs, to: (ms: number) => void (nowMs = ms) }
}

describe('a limit in memory', () => {
  test('lets through what it allows and refuses the rest until the window ends', () => {
    const clock = handClock()
    const windows = new LocalWindows(10, clock.nowMs)
    const allowed = () => [1, 2, 3, 4].map(() => windows.consume('a', limit).allowed)
    expect(allowed()).toEqual([true, true, true, false])
    clock.to(9_999)
    expect(windows.consume('a', limit).allowed).toBe(false)
    clock.to(10_000)
    expect(allowed()).toEqual([true, true, true, false])
  })

  test('tells what remains and when it begins anew', () => {
    const clock = handClock()
    const windows = new LocalWindows(10, clock.nowMs)
    windows.consume('a', limit)
    clock.to(4_000)
    expect(windows.consume('a', limit)).toEqual({
      allowed: true,
      remaining: 1,
      resetSeconds: 6,
      alone: true,
    })
  })

  test('counts each key for itself', () => {
    const windows = new LocalWindows(10, () => 0)
    for (let call = 0; call < 4; call++) windows.consume('a', limit)
    expect(windows.consume('b', limit).allowed).toBe(true)
  })

  test('holds no more keys than it has room for', () => {
    const windows = new LocalWindows(100, () => 0)
    for (let key = 0; key < 10_000; key++) windows.consume(String(key), limit)
    expect(windows.size).toBe(100)
  })

  test('makes room by what has ended, before what still counts', () => {
    const clock = handClock()
    const windows = new LocalWindows(2, clock.nowMs)
    windows.consume('long', { limit: 1, windowSeconds: 100 })
    windows.consume('short', { limit: 1, windowSeconds: 1 })
    clock.to(2_000)
    windows.consume('new', limit)
    expect(windows.consume('long', { limit: 1, windowSeconds: 100 }).allowed).toBe(false)
  })

  test('answers at once', () => {
    const limiter = createRateLimiter({ redisUrl: undefined, prefix: 'test' })
    expect(limiter.consume('a', limit)).toMatchObject({ allowed: true, remaining: 2, alone: true })
  })
})

test('without a Redis to reach, calls are counted alone and the answer says so', async () => {
  const limiter = createRateLimiter({ redisUrl: '/nowhere/redis.sock', prefix: 'test' })
  const consumptions = [1, 2, 3, 4].map(() => limiter.consume('a', limit) as Consumption)
  expect(consumptions.map(({ allowed, alone }) => [allowed, alone])).toEqual([
    [true, true],
    [true, true],
    [true, true],
    [false, true],
  ])
  await expect(Promise.resolve(limiter.check?.())).rejects.toThrow('each instance counts its own calls')
  await limiter.stop?.()
})

test('the headers tell the policy and what is left of it', () => {
  expect(rateLimitHeaders(limit, { allowed: true, remaining: 2, resetSeconds: 6.2 })).toEqual([
    'ratelimit-policy',
    '"default";q=3;w=10',
    'ratelimit',
    '"default";r=2;t=7',
  ])
  expect(rateLimitHeaders(limit, { allowed: true, remaining: 2, resetSeconds: 6.2, alone: true })[3]).toMatch(
    /^"instance"/,
  )
})

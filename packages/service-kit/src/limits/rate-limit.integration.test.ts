import { describe, expect, test, vi } from 'vitest'
import { testKit } from '../../fixtures/test-kit.js'
import { redisProgram, testRedis } from '../testing/test-redis.js'
import { createRateLimiter, type RateLimiter } from './rate-limit.js'

const limit = { limit: 20, windowSeconds: 60 }

/** Two instances of a service on one Redis. */
async function twoInstances() {
  const redis = await testRedis()
  const kit = testKit()
  const instance = () => createRateLimiter({ redisUrl: redis.url, prefix: 'test' })
  const instances: [RateLimiter, RateLimiter] = [instance(), instance()]
  for (const limiter of instances) await limiter.start?.(kit)
  return {
    redis,
    kit,
    instances,
    [Symbol.asyncDispose]: async () => {
      for (const limiter of instances) await limiter.stop?.()
      await redis[Symbol.asyncDispose]()
    },
  }
}

describe.skipIf(!redisProgram)('limits shared by Redis', () => {
  test('are exact over instances, at the same moment', async () => {
    await using it = await twoInstances()
    const calls = Array.from({ length: 60 }, async (_, n) => it.instances[n % 2 ? 0 : 1].consume('a', limit))
    const allowed = (await Promise.all(calls)).filter(consumption => consumption.allowed)
    expect(allowed).toHaveLength(20)
    expect(allowed.every(({ alone }) => !alone)).toBe(true)
  })

  test('tell when the window ends', async () => {
    await using it = await twoInstances()
    const consumption = await it.instances[0].consume('a', limit)
    expect(consumption.remaining).toBe(19)
    expect(consumption.resetSeconds).toBeGreaterThan(50)
    expect(consumption.resetSeconds).toBeLessThanOrEqual(60)
  })

  test('that are approximate answer at once and reach the other instance in the background', async () => {
    await using it = await twoInstances()
    const approximate = { ...limit, approximate: true }
    const [first, second] = it.instances
    for (let call = 0; call < 20; call++)
      expect(first.consume('a', approximate)).toMatchObject({ allowed: true })
    await vi.waitFor(() => expect(second.consume('a', approximate)).toMatchObject({ allowed: false }), 15_000)
  })

  test('are counted alone while Redis is away, and shared again when it is back', async () => {
    await using it = await twoInstances()
    const [first, second] = it.instances
    await it.redis.kill()
    await vi.waitFor(
      async () => expect(await first.consume('a', limit)).toMatchObject({ allowed: true, alone: true }),
      15_000,
    )
    expect(await it.kit.metrics.registry.metrics()).toMatch(/rate_limit_alone_total\S* [1-9]/)
    await it.redis.start()
    await vi.waitFor(async () => expect((await second.consume('b', limit)).alone).toBeUndefined(), 10_000)
    await expect(Promise.resolve(second.check?.())).resolves.toBeUndefined()
  })
})

import { describe, expect, test, vi } from 'vitest'
import { testKit } from '../../fixtures/test-kit.js'
import { redisProgram, testRedis } from '../testing/test-redis.js'
import { cache } from './cache.js'
import { redis } from './redis.js'

const keep = { ttlMs: 60_000, tags: ['course:1'] }

/** Two instances of a service on one Redis, and a load that counts. */
async function twoInstances() {
  const server = await testRedis()
  const kit = testKit()
  const [first, second] = [cache({ redisUrl: server.url }), cache({ redisUrl: server.url })]
  await Promise.all([first.start(kit), second.start(kit)])
  let loads = 0
  return {
    server,
    first,
    second,
    load: async () => ++loads,
    [Symbol.asyncDispose]: async () => {
      first.stop()
      second.stop()
      await server[Symbol.asyncDispose]()
    },
  }
}

describe.skipIf(!redisProgram)('a cache in Redis', () => {
  test('is shared by instances, and so is its purge', async () => {
    await using it = await twoInstances()
    expect(await it.first.remember('a', it.load, keep)).toBe(1)
    expect(await it.second.remember('a', it.load, keep)).toBe(1)
    expect(await it.second.purge('course:1')).toBe(true)
    expect(await it.first.remember('a', it.load, keep)).toBe(2)
  })

  test('fails no request when Redis dies, and works again when it is back', async () => {
    await using it = await twoInstances()
    await it.first.remember('a', it.load, keep)
    await it.server.kill()
    expect(await it.first.remember('a', it.load, keep)).toBe(2)
    await it.server.start()
    await vi.waitFor(async () => {
      await it.first.check()
      await it.first.remember('b', it.load, keep)
      expect(await it.first.remember('b', async () => 'not remembered', keep)).not.toBe('not remembered')
    }, 10_000)
  })
})

test.skipIf(!redisProgram)('a Redis resource tells whether it answers', async () => {
  await using server = await testRedis()
  const resource = redis(server.url, { keyPrefix: 'a:' })
  await resource.start?.(testKit())
  await resource.client.set('k', 'v')
  expect(await resource.client.get('k')).toBe('v')
  await expect(Promise.resolve(resource.check?.())).resolves.toBeUndefined()
  await server.kill()
  await expect(Promise.resolve(resource.check?.())).rejects.toBeInstanceOf(Error)
  await resource.stop?.()
})

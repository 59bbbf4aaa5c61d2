import { describe, expect, test, vi } from 'vitest'
import { service } from '../fixtures/notes/service.js'
import { started } from '../src/testing/index.js'
import { redisProgram, testRedis } from '../src/testing/test-redis.js'

const PRODUCTION = { AZORA_PROFILE: 'production' }

describe.skipIf(!redisProgram)('two instances of a service on one Redis', () => {
  test('count the calls of a route together', async () => {
    await using redis = await testRedis()
    const env = { ...PRODUCTION, REDIS_URL: redis.url }
    await using first = await started(service, { env })
    await using second = await started(service, { env })
    const statuses: number[] = []
    for (const { url } of [first, second, first]) statuses.push((await fetch(`${url}/v1/limited`)).status)
    expect(statuses).toEqual([204, 204, 429])
  })

  test('keep answering when it dies, and say that each counts alone', async () => {
    await using redis = await testRedis()
    await using app = await started(service, { env: { ...PRODUCTION, REDIS_URL: redis.url } })
    await redis.kill()
    await vi.waitFor(async () => {
      const response = await fetch(`${app.url}/v1/notes`)
      expect(response.status).toBe(200)
    }, 10_000)
    const limited = await fetch(`${app.url}/v1/limited`)
    expect([limited.status, limited.headers.get('ratelimit-policy')]).toEqual([204, '"instance";q=2;w=60'])
    expect((await fetch(`${app.url}/readyz`)).status).toBe(200)
    expect(await (await fetch(`${app.url}/health`)).json()).toMatchObject({ status: 'degraded' })
  })
})

test('a service starts without the Redis it was told of', async () => {
  await using app = await started(service, { env: { REDIS_URL: 'redis://127.0.0.1:1' } })
  expect((await fetch(`${app.url}/v1/notes`)).status).toBe(200)
})

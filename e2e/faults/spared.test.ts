import { Azora } from '@azora/sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { failures, percentile, steadyLoad } from '../load.js'
import { type Front, front } from './front.js'

// A service in trouble is spared by those who call it, and costs nothing to those who call another.

const PASSES = { timeout: 20_000, interval: 50 }
const PER_SECOND = 100
/** Requests to one service at a time that the gateway lets be under way. */
const CAPACITY = 64

let it: Front
beforeAll(async () => {
  it = await front({ capacity: CAPACITY })
})
afterAll(() => it?.[Symbol.asyncDispose]())

const get = async (path: string) => {
  const response = await fetch(it.gateway.url + path)
  await response.arrayBuffer()
  return response.status
}
const codeOf = async (path: string) => {
  const response = await fetch(it.gateway.url + path)
  const body = (await response.json()) as { code?: string }
  return body.code ?? response.status
}

test('the breaker of the gateway opens for a service that fails, and closes when it is back', async () => {
  it.toService.reset()
  await expect.poll(() => codeOf('/education/v1/levels'), PASSES).toBe('upstream-failing')
  const before = it.toService.accepted
  const refused = await Promise.all(Array.from({ length: 50 }, () => codeOf('/education/v1/levels')))
  // While it is open one at a time is let through to see, and what it meets may be tried once more.
  expect(it.toService.accepted - before).toBeLessThanOrEqual(4)
  expect(refused.filter(code => code === 'upstream-failing').length).toBeGreaterThanOrEqual(46)
  expect(await get('/other/v1/levels')).toBe(200)
  await it.toService.heal()
  await expect.poll(() => get('/education/v1/levels'), PASSES).toBe(200)
})

describe('retries', () => {
  test('of the SDK are a fifth of its calls, beyond the first ten', async () => {
    it.toGateway.reset()
    const before = it.toGateway.accepted
    const azora = new Azora({ baseUrl: it.toGateway.url, circuit: false })
    await Promise.allSettled(Array.from({ length: 100 }, () => azora.education.levels.list()))
    const sent = it.toGateway.accepted - before
    await it.toGateway.heal()
    expect(sent).toBeGreaterThan(100)
    expect(sent).toBeLessThanOrEqual(100 + 10 + 100 / 5)
  })

  test('of a call without a key there is none', async () => {
    it.toGateway.reset()
    const before = it.toGateway.accepted
    const azora = new Azora({ baseUrl: it.toGateway.url, circuit: false })
    const failing = azora.auth.sessions.login({ email: 'a@example.org', password: 'a long password' })
    await expect(failing).rejects.toMatchObject({ code: 'connection-failed' })
    expect(it.toGateway.accepted - before).toBe(1)
    await it.toGateway.heal()
  })
})

test('a service that never answers leaves the others alone: their p99 stays, nothing of theirs fails', async () => {
  const alone = await otherUnderLoad()
  it.toService.silence()
  await using storm = steadyLoad(PER_SECOND * 2, () => get('/education/v1/levels'))
  await storm.further(CAPACITY * 2)
  const beside = await otherUnderLoad()
  await it.toService.heal()
  const stormed = await storm.stop()

  expect(failures(beside)).toEqual({})
  expect(percentile(beside, 0.99)).toBeLessThan(percentile(alone, 0.99) + 100)
  // It was as bad as it was meant to be: the places were taken, and the rest refused at once.
  expect(failures(stormed)[503]).toBeGreaterThan(CAPACITY)
  await expect.poll(() => get('/education/v1/levels'), PASSES).toBe(200)
})

async function otherUnderLoad() {
  await using load = steadyLoad(PER_SECOND, () => get('/other/v1/levels'))
  await load.further(PER_SECOND * 2)
  return load.stop()
}

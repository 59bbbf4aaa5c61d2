import { describe, expect, test } from 'vitest'
import { service } from '../fixtures/notes/service.js'
import { started, user } from '../src/testing/index.js'

/** What is told under each path, to somebody who says this beside. */
async function told({ url }: { url: string }, headers: Record<string, string> = {}) {
  const ask = async (path: string) => {
    const response = await fetch(url + path, { headers })
    const type = response.headers.get('content-type') ?? ''
    return { status: response.status, body: type.includes('json') ? ((await response.json()) as object) : {} }
  }
  return { health: await ask('/health'), readyz: await ask('/readyz'), metrics: await ask('/metrics') }
}

const inside = {
  health: { status: 200, body: { checks: expect.any(Array) } },
  readyz: { status: 200, body: { failing: [] } },
  metrics: { status: 200 },
}
const short = {
  health: { status: 200, body: { status: 'healthy' } },
  readyz: { status: 200, body: { status: 'ready' } },
}

describe('what a service tells of its inside', () => {
  test('is told to who asks from where the platform is watched from', async () => {
    await using app = await started(service)

    expect(await told(app)).toMatchObject(inside)
  })

  test('is kept from everybody else, who hears how it is and not why', async () => {
    await using app = await started(service, { env: { OBSERVERS: '10.0.0.0/8' } })
    const { metrics, ...rest } = await told(app)

    expect(rest).toEqual(short)
    expect(metrics).toMatchObject({ status: 401, body: { code: 'unauthenticated' } })
  })

  test.each([
    ['x-forwarded-for', '127.0.0.1'],
    ['forwarded', 'for=127.0.0.1'],
    ['via', '1.1 proxy'],
    ['x-real-ip', '::1'],
  ])('is kept from the clients of a proxy on the same machine, which %s gives away', async (name, value) => {
    await using app = await started(service)
    const { metrics, ...rest } = await told(app, { [name]: value })

    expect(rest).toEqual(short)
    expect(metrics.status).toBe(401)
  })

  test('is told to a user who is permitted to watch, from anywhere, and to no other user', async () => {
    await using app = await started(service, { env: { OBSERVERS: '10.0.0.0/8' } })
    const bearer = async (permissions: string[]) => ({
      authorization: `Bearer ${await app.issuer.tokenOf(user({ permissions }))}`,
    })
    const others = await told(app, await bearer(['note:create']))

    expect(await told(app, await bearer(['platform:observe']))).toMatchObject(inside)
    expect(Object.values(others).map(({ status }) => status)).toEqual([403, 403, 403])
  })

  test('cannot be guessed at faster than an address may ask', async () => {
    await using app = await started(service, {
      env: { OBSERVERS: '10.0.0.0/8', ADDRESS_LIMIT_PER_SECOND: '5' },
    })
    const guesses = Array.from({ length: 20 }, () => told(app, { authorization: 'Bearer a.b.c' }))
    const statuses = (await Promise.all(guesses)).flatMap(({ health, metrics }) => [
      health.status,
      metrics.status,
    ])

    expect(new Set(statuses)).toEqual(new Set([401, 429]))
  })
})

import { user } from '@azora/service-kit/testing'
import { describe, expect, test } from 'vitest'
import { upstreamServer } from './fixture-servers.js'
import { type FixtureOperation, runningGateway } from './running-gateway.js'

const operations: FixtureOperation[] = [
  { id: 'open.get', path: '/v1/open' },
  { id: 'own.get', path: '/v1/own', access: 'user' },
  { id: 'admin.get', path: '/v1/admin', access: 'permission:user:read' },
  { id: 'internal.get', path: '/v1/internal', access: 'service' },
  { id: 'rare.get', path: '/v1/rare', rateLimit: { limit: 2, windowSeconds: 60 } },
]

const echoHeaders = () => upstreamServer((request, response) => response.end(JSON.stringify(request.headers)))

describe('access', () => {
  test('is checked before anything is sent to the service', async () => {
    await using upstream = await echoHeaders()
    await using gateway = await runningGateway([{ name: 'auth', urls: [upstream.url], operations }])
    const tokens = {
      none: undefined,
      forged: 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.',
      learner: await gateway.issuer.tokenOf(user()),
      admin: await gateway.issuer.tokenOf(user({ permissions: ['user:*'] })),
      expired: await gateway.issuer.tokenOf(user(), { expiresInSeconds: -60 }),
    }
    const statuses = async (path: string) => {
      const answers = Object.entries(tokens).map(async ([who, token]) => {
        const headers = token ? { authorization: `Bearer ${token}` } : undefined
        return [who, (await fetch(`${gateway.url}/auth/v1/${path}`, { headers })).status]
      })
      return Object.fromEntries(await Promise.all(answers))
    }

    expect(await statuses('open')).toEqual({ none: 200, forged: 401, learner: 200, admin: 200, expired: 401 })
    expect(await statuses('own')).toEqual({ none: 401, forged: 401, learner: 200, admin: 200, expired: 401 })
    expect(await statuses('admin')).toEqual({
      none: 401,
      forged: 401,
      learner: 403,
      admin: 200,
      expired: 401,
    })
    expect(await statuses('internal')).toEqual({
      none: 401,
      forged: 401,
      learner: 403,
      admin: 403,
      expired: 401,
    })
    expect(upstream.requests).toHaveLength(3 + 2 + 1)
  })

  test('the service gets the token, the request id, the trace and the address, and nothing forged', async () => {
    await using upstream = await echoHeaders()
    await using gateway = await runningGateway([{ name: 'auth', urls: [upstream.url], operations }])
    const token = await gateway.issuer.tokenOf(user())

    const response = await fetch(`${gateway.url}/auth/v1/own`, {
      headers: {
        authorization: `Bearer ${token}`,
        'x-request-id': 'my-request-1',
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        'x-user-id': 'admin',
        'x-azora-deadline': '999999',
        'x-forwarded-for': '6.6.6.6',
      },
    })
    const headers = (await response.json()) as Record<string, string>

    expect(response.headers.get('x-request-id')).toBe('my-request-1')
    expect(headers).toMatchObject({
      authorization: `Bearer ${token}`,
      'x-request-id': 'my-request-1',
      traceparent: expect.stringMatching(
        /^00-0af7651916cd43dd8448eb211c80319c-(?!b7ad6b7169203331)[0-9a-f]{16}-01$/,
      ),
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': new URL(gateway.url).host,
    })
    expect(Number(headers['x-azora-deadline'])).toBeLessThanOrEqual(5_000)
    expect(headers['x-user-id']).toBeUndefined()
  })

  test('how long a client says it will wait neither shortens its request nor makes the service look sick', async () => {
    await using upstream = await echoHeaders()
    await using gateway = await runningGateway([{ name: 'auth', urls: [upstream.url], operations }])
    const ask = () => fetch(`${gateway.url}/auth/v1/open`, { headers: { 'x-azora-deadline': '1' } })

    const answers = await Promise.all(Array.from({ length: 30 }, ask))
    const headers = (await answers[0]?.json()) as Record<string, string>

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(Number(headers['x-azora-deadline'])).toBeGreaterThan(1)
  })

  test('a trusted proxy is believed about address, scheme and host', async () => {
    await using upstream = await echoHeaders()
    await using gateway = await runningGateway([{ name: 'auth', urls: [upstream.url], operations }], {
      TRUSTED_PROXIES: '127.0.0.0/8',
    })

    const response = await fetch(`${gateway.url}/auth/v1/open`, {
      headers: {
        'x-forwarded-for': '6.6.6.6, 203.0.113.7, 127.0.0.9',
        'x-forwarded-proto': 'https',
        'x-forwarded-host': 'api.example',
      },
    })

    expect(await response.json()).toMatchObject({
      'x-forwarded-for': '203.0.113.7',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'api.example',
    })
  })

  test("a route's own limit is kept, and told", async () => {
    await using upstream = await echoHeaders()
    await using gateway = await runningGateway([{ name: 'auth', urls: [upstream.url], operations }], {
      AZORA_PROFILE: 'production',
    })

    const answers = []
    for (let n = 0; n < 3; n++) answers.push(await fetch(`${gateway.url}/auth/v1/rare`))

    expect(answers.map(answer => answer.status)).toEqual([200, 200, 429])
    expect(answers[0]?.headers.get('ratelimit')).toContain('r=1')
    expect(answers[2]?.headers.get('retry-after')).toMatch(/^\d+$/)
    expect(upstream.requests).toHaveLength(2)
  })
})

describe('answers', () => {
  test("carry the gateway's security headers once, and a service's cookies all", async () => {
    await using upstream = await upstreamServer((_, response) => {
      response.writeHead(200, {
        'set-cookie': ['a=1', 'b=2'],
        'x-frame-options': 'SAMEORIGIN',
        'content-security-policy': "default-src 'none'",
        'x-request-id': 'from-the-service',
        vary: 'accept-language',
      })
      response.end('{}')
    })
    const env = { CORS_ORIGINS: 'https://app.example' }
    await using gateway = await runningGateway([{ name: 'auth', urls: [upstream.url], operations }], env)

    for (const origin of [undefined, 'https://app.example']) {
      const { headers } = await fetch(`${gateway.url}/auth/v1/open`, origin ? { headers: { origin } } : {})
      expect(headers.getSetCookie()).toEqual(['a=1', 'b=2'])
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('x-frame-options')).not.toContain(',')
      expect(headers.get('x-request-id')).not.toContain('service')
      expect(headers.get('vary')?.toLowerCase()).toContain('accept-language')
      expect(headers.get('access-control-allow-origin')).toBe(origin ?? null)
    }
  })
})

import { request as httpRequest } from 'node:http'
import { describe, expect, test } from 'vitest'
import { answerTo, hello, upstreamServer } from './fixture-servers.js'
import { runningGateway } from './running-gateway.js'

const list = { id: 'courses.list', path: '/v1/courses' }
const echoUrl = () => upstreamServer((request, response) => response.end(request.url))
const textOf = async (url: string) => (await fetch(url)).text()

describe('routes', () => {
  test('a service is reached under its name, and well-known paths at the root', async () => {
    await using upstream = await echoUrl()
    await using gateway = await runningGateway([
      {
        name: 'auth',
        urls: [upstream.url],
        operations: [list, { id: 'keys.list', path: '/.well-known/jwks.json' }],
      },
    ])

    expect(await textOf(`${gateway.url}/auth/v1/courses?limit=2`)).toBe('/v1/courses?limit=2')
    expect(await textOf(`${gateway.url}/.well-known/jwks.json`)).toBe('/.well-known/jwks.json')
  })

  test('a service hears what was taken off the path, whatever the client says of that', async () => {
    await using upstream = await upstreamServer((request, response) =>
      response.end(String(request.headers['x-forwarded-prefix'])),
    )
    const keys = { id: 'keys.list', path: '/.well-known/jwks.json' }
    await using gateway = await runningGateway([
      { name: 'auth', urls: [upstream.url], operations: [list, keys] },
    ])
    const ask = async (path: string) =>
      (await fetch(gateway.url + path, { headers: { 'x-forwarded-prefix': '/claimed' } })).text()

    expect(await ask('/auth/v1/courses')).toBe('/auth')
    expect(await ask('/.well-known/jwks.json')).toBe('undefined')
  })

  test.each([
    '/v1/courses',
    '/education',
    '/education/',
    '/education/v2/courses',
    '/education/v1/courses/',
    '/education//v1/courses',
    '/education/v1/../v1/courses',
    '/education/v1/%2e%2E/courses',
    '/education/livez',
    '/education/openapi.json',
    '/finance/v1/accounts',
    '/__proto__/v1/courses',
  ])('%s is not found', async path => {
    await using upstream = await hello()
    await using gateway = await runningGateway([
      {
        name: 'education',
        urls: [upstream.url],
        operations: [list, { id: 'courses.get', path: '/v1/{first}/{second}' }],
      },
    ])

    const { status, document } = await asIs(gateway.url, path)

    expect(status).toBe(404)
    expect(document).toMatchObject({ code: 'not-found', status: 404, requestId: expect.any(String) })
    expect(upstream.requests).toHaveLength(0)
  })

  test('another method is refused with those that are allowed', async () => {
    await using upstream = await hello()
    await using gateway = await runningGateway([
      {
        name: 'education',
        urls: [upstream.url],
        operations: [list, { ...list, id: 'courses.create', method: 'POST' }],
      },
    ])

    const response = await fetch(`${gateway.url}/education/v1/courses`, { method: 'DELETE' })

    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('GET, HEAD, POST')
    expect(await response.json()).toMatchObject({ code: 'method-not-allowed' })
  })

  test('a service without a ready replica answers 503 and says when to come again', async () => {
    await using gateway = await runningGateway([
      { name: 'education', urls: ['http://127.0.0.1:1'], operations: [list], ready: false },
      { name: 'finance', urls: [] },
    ])

    for (const path of ['/education/v1/courses', '/finance/v1/accounts']) {
      const response = await fetch(gateway.url + path)
      expect(response.status).toBe(503)
      expect(response.headers.get('retry-after')).toBe('1')
      expect(await response.json()).toMatchObject({ code: 'no-healthy-upstream' })
    }
  })
})

describe('health', () => {
  test('a service that cannot be reached degrades the gateway, which stays ready', async () => {
    await using gateway = await runningGateway([
      { name: 'education', urls: ['http://127.0.0.1:1'], operations: [list], ready: false },
    ])

    const health = await (await fetch(`${gateway.url}/health`)).json()

    expect(health).toMatchObject({
      status: 'degraded',
      checks: expect.arrayContaining([
        expect.objectContaining({ name: 'table', ok: false, error: 'not answering: education' }),
      ]),
    })
    expect((await fetch(`${gateway.url}/readyz`)).status).toBe(200)
  })
})

describe('following the route table', () => {
  test('a new service is served without a restart, and one that left is not', async () => {
    await using upstream = await echoUrl()
    await using gateway = await runningGateway([])
    const status = async () => (await fetch(`${gateway.url}/notes/v1/courses`)).status

    const before = await status()
    await gateway.route({ name: 'notes', urls: [upstream.url], operations: [list] })
    const during = await status()
    await gateway.route()

    expect([before, during, await status()]).toEqual([404, 200, 404])
  })

  test.each(['{ "schemaVersion": 1, "serv', '{"schemaVersion":2,"services":[]}', '[]', ''])(
    'the last good table holds while the file is %j, and /health tells',
    async text => {
      await using upstream = await echoUrl()
      await using gateway = await runningGateway([
        { name: 'notes', urls: [upstream.url], operations: [list] },
      ])

      await gateway.writeRoutes(text)
      const { routes } = gateway.resources as unknown as { routes: { read(): Promise<void> } }
      await routes.read()

      expect(await textOf(`${gateway.url}/notes/v1/courses`)).toBe('/v1/courses')
      expect(await (await fetch(`${gateway.url}/health`)).json()).toMatchObject({
        checks: expect.arrayContaining([expect.objectContaining({ name: 'routes', ok: false })]),
      })
    },
  )

  test('requests under way to a replica that leaves the table are finished', async () => {
    const release: (() => void)[] = []
    await using upstream = await upstreamServer((_, response) => release.push(() => response.end('finished')))
    await using gateway = await runningGateway([{ name: 'notes', urls: [upstream.url], operations: [list] }])

    const answer = fetch(`${gateway.url}/notes/v1/courses`)
    while (release.length === 0) await new Promise(resolve => setImmediate(resolve))
    await gateway.route()
    release[0]?.()

    expect(await (await answer).text()).toBe('finished')
  })
})

/** `fetch` would normalize the path. */
async function asIs(url: string, path: string): Promise<{ status: number | undefined; document: unknown }> {
  const response = await answerTo(httpRequest(url, { path }).end())
  const text = Buffer.concat(await response.toArray()).toString()
  return { status: response.statusCode, document: JSON.parse(text) }
}

import type { Operation } from '@azora/contracts'
import { expect, test } from 'vitest'
import { admitted, type Examined, pathOf, problemIn, send } from './probe-request.js'

const SECURITY_HEADERS = [
  'content-security-policy',
  'strict-transport-security',
  'x-content-type-options',
  'x-frame-options',
  'referrer-policy',
]
const CANARY = 'eyJjYW5hcnkiOiJjYW5hcnkifQ.eyJjYW5hcnkiOiJjYW5hcnkifQ.c2VjcmV0LWNhbmFyeQ'

/** What every service tells about itself, and what every answer carries. */
export function operationChecks(examined: () => Examined, operations: readonly Operation[]): void {
  const ask = (path: string) => fetch(`${examined().app.url}${path}`)

  test('it is alive, ready and healthy, and says so through the same socket', async () => {
    for (const path of ['/livez', '/readyz', '/health'])
      expect({ path, status: (await ask(path)).status }).toEqual({ path, status: 200 })
    const report = (await (await ask('/health')).json()) as { status: string; checks: unknown[] }
    expect(report.status).not.toBe('critical')
  })

  test('its OpenAPI document lists every operation', async () => {
    const document = (await (await ask('/openapi.json')).json()) as {
      openapi: string
      paths: Record<string, Record<string, unknown>>
    }
    const missing = operations.filter(({ path, method }) => !document.paths[path]?.[method.toLowerCase()])
    expect({ version: document.openapi, missing }).toEqual({
      version: expect.stringMatching(/^3\.1/),
      missing: [],
    })
  })

  test('every answer carries security headers, a request id and no hint of what made it', async () => {
    for (const path of ['/readyz', '/v1/no-such-thing', ...operations.map(pathOf)]) {
      const { headers } = await ask(path)
      expect({
        path,
        missing: [...SECURITY_HEADERS, 'x-request-id'].filter(name => !headers.has(name)),
      }).toEqual({ path, missing: [] })
      expect(headers.get('x-powered-by')).toBeNull()
    }
  })

  test('a route tells its limit', async () => {
    const [operation] = operations
    if (!operation) return
    const { headers } = await send(examined(), operation, {
      token: await admitted(examined(), operation.access),
    })
    expect({ limit: headers.get('ratelimit'), policy: headers.get('ratelimit-policy') }).toEqual({
      limit: expect.any(String),
      policy: expect.any(String),
    })
  })

  test('requests are measured by operation and logged with their id', async () => {
    const [operation] = operations
    if (!operation) return
    const { headers } = await send(examined(), operation, {
      token: await admitted(examined(), operation.access),
    })
    await expect.poll(async () => (await ask('/metrics')).text()).toContain(`operation="${operation.id}"`)
    await expect.poll(() => examined().app.logs.text).toContain(headers.get('x-request-id'))
  })

  test('no credential reaches the log', async () => {
    const [operation] = operations
    if (!operation) return
    await send(examined(), operation, { token: CANARY, query: '?password=canary-in-query' })
    await expect.poll(() => examined().app.logs.text).toContain('"message":"request"')
    expect(examined().app.logs.text).not.toMatch(/c2VjcmV0LWNhbmFyeQ|canary-in-query/)
  })

  test('a browser from an origin that is not allowed gets no permission', async () => {
    const response = await fetch(`${examined().app.url}/readyz`, {
      headers: { origin: 'https://elsewhere.example' },
    })
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
  })
}

/** The limit for one principal, on a service started with a small one. */
export function limitChecks(examined: () => Examined, operations: readonly Operation[]): void {
  test('who asks too often is told to wait, and for how long', async () => {
    const operation = operations.find(({ rateLimit }) => !rateLimit)
    if (!operation) return
    const token = await admitted(examined(), operation.access)
    const answers = []
    for (let n = 0; n < 4; n++) answers.push(await send(examined(), operation, { token }))
    const last = answers.at(-1)
    expect(last && problemIn(last).code).toBe('rate-limited')
    expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0)
  })
}

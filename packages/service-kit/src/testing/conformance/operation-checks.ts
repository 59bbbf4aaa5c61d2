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

/** What every service tells about itself. */
export function probeChecks(examined: () => Examined, operations: readonly Operation[]): void {
  const ask = asker(examined)

  test('it is alive, ready and healthy, and says so through the same socket', async () => {
    const paths = ['/livez', '/readyz', '/health']
    const statuses = await Promise.all(paths.map(async path => (await ask(path)).status))
    const report = (await (await ask('/health')).json()) as { status: string }
    expect(statuses).toEqual([200, 200, 200])
    expect(report.status).not.toBe('critical')
  })

  test('its OpenAPI document lists every operation', async () => {
    const document = (await (await ask('/openapi.json')).json()) as OpenApi
    const missing = operations.filter(({ path, method }) => !document.paths[path]?.[method.toLowerCase()])
    expect({ version: document.openapi, missing }).toEqual({
      version: expect.stringMatching(/^3\.1/),
      missing: [],
    })
  })

  test('every answer carries security headers, a request id and no hint of what made it', async () => {
    for (const path of ['/readyz', '/v1/no-such-thing', ...operations.map(pathOf)]) {
      const { headers } = await ask(path)
      const missing = [...SECURITY_HEADERS, 'x-request-id'].filter(name => !headers.has(name))
      expect({ path, missing }).toEqual({ path, missing: [] })
      expect(headers.get('x-powered-by')).toBeNull()
    }
  })

  test('a browser from an origin that is not allowed gets no permission', async () => {
    const response = await ask('/readyz', { origin: 'https://elsewhere.example' })
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
  })
}

/** What one request leaves behind: a limit told, a measurement, a log line without secrets. */
export function traceChecks(examined: () => Examined, operation: Operation): void {
  const ask = asker(examined)

  test('a route tells its limit', async () => {
    const { headers } = await send(examined(), operation, {
      token: await admitted(examined(), operation.access),
    })
    expect([headers.get('ratelimit'), headers.get('ratelimit-policy')]).toEqual([
      expect.any(String),
      expect.any(String),
    ])
  })

  test('requests are measured by operation and logged with their id', async () => {
    const { headers } = await send(examined(), operation, {
      token: await admitted(examined(), operation.access),
    })
    await expect.poll(async () => (await ask('/metrics')).text()).toContain(`operation="${operation.id}"`)
    await expect.poll(() => examined().app.logs.text).toContain(headers.get('x-request-id'))
  })

  test('no credential reaches the log', async () => {
    const { headers } = await send(examined(), operation, {
      token: CANARY,
      query: '?password=canary-in-query',
    })
    await expect.poll(() => examined().app.logs.text).toContain(headers.get('x-request-id'))
    expect(examined().app.logs.text).not.toMatch(/c2VjcmV0LWNhbmFyeQ|canary-in-query/)
  })
}

interface OpenApi {
  openapi: string
  paths: Record<string, Record<string, unknown>>
}

const asker =
  (examined: () => Examined) =>
  (path: string, headers: Record<string, string> = {}) =>
    fetch(`${examined().app.url}${path}`, { headers })

/** The limit for one principal, on a service started with a small one. */
export function limitChecks(examined: () => Examined, operation: Operation): void {
  test('who asks too often is told to wait, and for how long', async () => {
    const token = await admitted(examined(), operation.access)
    const answers = []
    for (let n = 0; n < 4; n++) answers.push(await send(examined(), operation, { token }))
    const [last] = answers.slice(-1)
    expect(last && problemIn(last).code).toBe('rate-limited')
    expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0)
  })
}

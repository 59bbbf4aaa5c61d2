import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { bundled } from './browser/bundle.js'
import { chromiumPath, launched } from './browser/chromium.js'
import { type Answering, json, refuse, serving, withHeaders } from './fixtures/server.js'

let script = ''
let packages: string[] = []

beforeAll(async () => {
  const bundle = await bundled(join(import.meta.dirname, 'browser/page.ts'))
  script = bundle.script
  packages = bundle.inputs
})

const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': '*',
  'access-control-allow-headers': 'authorization, content-type, idempotency-key, if-match, x-request-id',
  'access-control-expose-headers': 'etag, x-request-id, retry-after',
}

const TOKENS = { accessToken: 'token', refreshToken: 'next', sessionId: 'session', expiresInSeconds: 300 }

const routes: Record<string, Answering> = {
  'GET /education/v1/courses?limit=2': (_, response) =>
    json(response, 200, { items: [{ title: 'A' }, { title: 'B' }], nextCursor: 'c' }),
  'GET /education/v1/courses?limit=2&cursor=c': (_, response) =>
    json(response, 200, { items: [{ title: 'C' }], nextCursor: null }),
  'POST /auth/v1/login': (_, response) => json(response, 201, TOKENS),
  'POST /education/v1/courses': ({ headers }, response, n) => {
    if (headers.authorization !== 'Bearer token') return refuse(response, 401, 'unauthenticated')
    return json(withHeaders(response, { etag: '"1"', 'x-request-id': `request-${n}` }), 201, { title: 'New' })
  },
  'GET /education/v1/courses/missing': (_, response) => refuse(response, 404, 'course-not-found'),
  'GET /education/v1/courses/slow': () => {},
}

const platform: Answering = (request, response, n) => {
  withHeaders(response, CORS)
  if (request.method === 'OPTIONS') return void response.writeHead(204).end()
  return routes[`${request.method} ${request.url}`]?.(request, response, n)
}

test('the bundle for browsers holds neither zod nor anything of Node', () => {
  expect(packages.filter(path => /node_modules\/zod|^node:/.test(path))).toEqual([])
})

test.skipIf(!chromiumPath)(
  'the SDK works in a real browser (needs Chromium, on its usual path or at CHROMIUM_PATH)',
  async () => {
    await using server = await serving(platform)
    await using site = await serving((_, response) => {
      const html = `<script>var platformUrl = '${server.url}'</script><script type="module">${script}</script>`
      withHeaders(response, { 'content-type': 'text/html' }).end(html)
    })
    await using browser = await launched(chromiumPath ?? '')
    const page = await browser.newPage()

    await page.goto(site.url)

    expect(await page.evaluate('globalThis.results')).toEqual({
      titles: ['A', 'B', 'C'],
      etag: '"1"',
      requestId: expect.stringMatching(/^request-\d+$/),
      attempts: 1,
      isMissing: true,
      isLate: true,
      isAborted: true,
    })
  },
)

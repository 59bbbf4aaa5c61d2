import { describe, expect, test } from 'vitest'
import { engine, sendRaw, upstreamServer } from '../../test/fixture-servers.js'
import { allowList } from './header-rules.js'

const FORGED = [
  'X-User-Id: admin',
  'x-user-roles: admin',
  'X-Azora-Service: auth',
  'x-azora-deadline: 9999999',
  'X-Forwarded-For: 6.6.6.6',
  'X-Forwarded-Host: evil.example',
  'X-Forwarded-Proto: https',
  'X-Forwarded-Prefix: /admin',
  'Forwarded: for=6.6.6.6',
  'X-Real-IP: 6.6.6.6',
  'X-Original-URL: /admin',
  'X-Rewrite-URL: /admin',
  'X-HTTP-Method-Override: DELETE',
  'Via: 1.1 evil',
  'X-Authenticated-User: admin',
  'X-Unheard-Of: 1',
]
const HOP_BY_HOP = [
  'Keep-Alive: timeout=9',
  'TE: trailers',
  'Trailer: x-checksum',
  'Proxy-Authorization: Basic abc',
  'Proxy-Connection: keep-alive',
  'HTTP2-Settings: AAMAAABkAAQAAP__',
]

/** What reaches the upstream of a request with these header lines. */
async function received(...lines: string[]): Promise<Record<string, unknown>> {
  await using upstream = await upstreamServer((_, response) => response.end())
  await using gateway = await engine([upstream.url])
  const request = ['GET / HTTP/1.1', 'host: api.example', ...lines, '', ''].join('\r\n')
  await sendRaw(gateway.port, request, answer => answer.includes('\r\n\r\n'))
  return upstream.requests[0]?.headers ?? {}
}

describe('request headers', () => {
  test('nothing of what a client claims about itself reaches a service', async () => {
    const headers = await received(...FORGED, ...HOP_BY_HOP)

    expect(headers).toEqual({
      host: expect.stringMatching(/^127\.0\.0\.1:/),
      connection: 'keep-alive',
      'x-request-id': 'request-1',
      traceparent: expect.any(String),
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': 'api.example',
      'x-azora-deadline': expect.stringMatching(/^(?:5000|4\d{3})$/),
    })
  })

  test('what an API needs passes', async () => {
    const headers = await received(
      'Authorization: Bearer abc',
      'Accept: application/json',
      'Idempotency-Key: k-1',
      'If-Match: "3"',
      'Cookie: a=1',
      'Cookie: b=2',
    )

    expect(headers).toMatchObject({
      authorization: 'Bearer abc',
      accept: 'application/json',
      'idempotency-key': 'k-1',
      'if-match': '"3"',
      cookie: 'a=1; b=2',
    })
  })

  test('headers named in Connection end at the gateway', async () => {
    const headers = await received(
      'Connection: keep-alive, Authorization , X-Custom',
      'Authorization: Bearer abc',
    )

    expect(headers['authorization']).toBeUndefined()
  })

  test('a repeated Authorization arrives once, as the gateway has read it', async () => {
    const headers = await received('Authorization: Bearer first', 'Authorization: Bearer second')

    expect(headers['authorization']).toBe('Bearer first')
  })
})

describe('an allow-list', () => {
  test('lets declared headers pass', () => {
    expect(allowList(['X-Course-Format']).has('x-course-format')).toBe(true)
  })

  test.each([
    'x-user-id',
    'x-azora-anything',
    'X-Forwarded-For',
    'connection',
    'transfer-encoding',
    'host',
    'upgrade',
  ])('does not let %s pass, even declared', name => {
    expect(allowList([name]).has(name.toLowerCase())).toBe(false)
  })
})

describe('response headers', () => {
  test('those of the connection, and those the gateway decides, do not reach the client', async () => {
    await using upstream = await upstreamServer((_, response) => {
      response.writeHead(200, {
        connection: 'x-internal, close',
        'x-internal': '1',
        'keep-alive': 'timeout=99',
        'proxy-authenticate': 'Basic',
        'access-control-allow-origin': '*',
        server: 'fixture',
        'x-powered-by': 'fixture',
        'x-request-id': 'other',
        etag: '"1"',
      })
      response.end('ok')
    })
    await using gateway = await engine([upstream.url])

    const { headers } = await fetch(gateway.url)

    expect(Object.fromEntries(headers)).toEqual({
      date: expect.any(String),
      etag: '"1"',
      connection: 'keep-alive',
      'keep-alive': 'timeout=5',
      'transfer-encoding': 'chunked',
    })
  })
})

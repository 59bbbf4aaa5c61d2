import { describe, expect, test } from 'vitest'
import { nameOf, targets } from '../bad-input/base.js'
import { sampleOf } from '../bad-input/samples.js'
import { attacked } from './attacked.js'
import { reachedWith } from './decoy.js'
import { newMark } from './traces.js'
import { exchange } from './wire.js'

const { gateway, auth, education, nexus, decoy, tokens } = attacked()

const SOMEBODY = '00000000-0000-7000-8000-000000000001'

/** Headers in which some gateway somewhere tells its services who is calling, from where, and for what. */
const CLAIMS: Readonly<Record<string, string>> = {
  'x-user-id': SOMEBODY,
  'X-USER-ID': SOMEBODY,
  x_user_id: SOMEBODY,
  'x-user': 'admin',
  'x-user-roles': 'admin',
  'x-roles': 'admin',
  'x-scopes': '*:*',
  'x-authenticated-user': 'admin',
  'x-authenticated-userid': SOMEBODY,
  'x-consumer-username': 'admin',
  'x-remote-user': 'admin',
  'remote-user': 'admin',
  'x-azora-principal': 'service:auth',
  'x-azora-user': SOMEBODY,
  'x-azora-internal': 'true',
  'x-internal': 'true',
  'x-client-cert': 'CN=auth',
  'x-ssl-client-verify': 'SUCCESS',
  'x-forwarded-client-cert': 'By=spiffe://azora/auth',
  'x-jwt-payload': 'eyJyb2xlcyI6WyJhZG1pbiJdfQ',
  'x-amzn-oidc-identity': 'admin',
  'cf-access-authenticated-user-email': 'admin@example.org',
  'x-envoy-original-path': '/v1/mine',
  'x-envoy-internal': 'true',
  'x-original-url': '/v1/mine',
  'x-rewrite-url': '/v1/mine',
  'x-http-method-override': 'DELETE',
  'x-real-ip': '6.6.6.6',
  'x-client-ip': '6.6.6.6',
  'true-client-ip': '6.6.6.6',
  'cf-connecting-ip': '6.6.6.6',
  'fastly-client-ip': '6.6.6.6',
  'x-cluster-client-ip': '6.6.6.6',
  forwarded: 'for=6.6.6.6;host=evil.example;proto=https',
  via: '1.1 evil.example',
  'x-forwarded-server': 'evil.example',
  'x-forwarded-scheme': 'https',
  'x-forwarded-port': '1',
  'x-host': 'evil.example',
  'proxy-authorization': 'Basic YTpi',
  'proxy-connection': 'keep-alive',
  te: 'trailers',
  trailer: 'x-user-id',
  'keep-alive': 'timeout=9999',
  'http2-settings': 'AAMAAABk',
  'max-forwards': '0',
}

/** What the gateway says about a request itself, and what a client would have it say. */
const OWN: Readonly<Record<string, string>> = {
  'x-forwarded-for': '6.6.6.6',
  'x-forwarded-proto': 'https',
  'x-forwarded-host': 'evil.example',
  'x-azora-deadline': '999999',
  'x-request-id': 'bad id\tthat is none',
  traceparent: '00-not-a-trace-at-all',
}

const lines = (headers: Readonly<Record<string, string>>) =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')

/** What reaches the service of a request with these header lines. */
async function arriving(head: string): Promise<Record<string, unknown>> {
  const mark = newMark()
  await exchange(
    gateway,
    `GET /decoy/v1/mine?${mark} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${tokens.learner}\r\n${head}\r\n`.replace(
      /\r\n\r\n$/,
      '\r\nconnection: close\r\n\r\n',
    ),
  )
  const [reached] = await reachedWith(decoy, mark)
  return reached?.headers ?? { nothing: 'has arrived' }
}

describe('what a client claims', () => {
  test.each(Object.entries(CLAIMS))('as %s: %s reaches no service (RFC 9110, 7.6)', async (name, value) => {
    const headers = await arriving(lines({ [name]: value }))
    expect(headers['authorization']).toBe(`Bearer ${tokens.learner}`)
    expect(Object.keys(headers)).not.toContain(name.toLowerCase())
  })

  test.each(Object.entries(OWN))('as %s is replaced by what the gateway knows', async (name, value) => {
    const headers = await arriving(lines({ [name]: value }))
    expect(headers[name]).toEqual(expect.any(String))
    expect(headers[name]).not.toContain(value)
  })

  test('is not added to by saying it twice', async () => {
    const headers = await arriving('x-forwarded-for: 6.6.6.6\r\nx-forwarded-for: 7.7.7.7\r\n')
    expect(headers['x-forwarded-for']).toBe('127.0.0.1')
  })
})

describe('a header named in Connection (RFC 9110, 7.6.1)', () => {
  test('ends at the gateway, and what is not said counts for nothing', async () => {
    const headers = await arriving('connection: x-secret, authorization\r\nx-secret: 1\r\n')
    expect(headers).not.toHaveProperty('x-secret')
    expect(headers).not.toHaveProperty('authorization')
  })

  test.each(Object.keys(OWN))('does not take away %s, which is the gateway’s to say', async name => {
    const headers = await arriving(`connection: ${name}\r\n`)
    expect(headers[name]).toEqual(expect.any(String))
  })

  test.each(['content-length', 'transfer-encoding', 'host', 'content-type'])(
    '%s changes nothing about where a body ends',
    async name => {
      const mark = newMark()
      const { answers } = await exchange(
        gateway,
        `POST /decoy/v1/things?${mark} HTTP/1.1\r\nhost: x\r\nconnection: close, ${name}\r\ncontent-type: text/plain\r\ncontent-length: 5\r\n\r\nhello`,
      )
      expect(answers[0]?.status).toBe(200)
      expect((await reachedWith(decoy, mark)).map(({ body }) => body)).toEqual(['hello'])
    },
  )

  test('leaves nobody signed in: a service itself wants the token', async () => {
    const { answers } = await exchange(
      gateway,
      `GET /auth/v1/me HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${tokens.admin}\r\nconnection: close, authorization\r\n\r\n`,
    )
    expect(answers[0]?.status).toBe(401)
  })
})

describe('straight at a service, every claim beside no token is worth nothing', () => {
  const urls = { auth, education, nexus } as Record<string, string>
  const closed = targets.filter(({ operation }) => operation.access !== 'public')

  test.each(closed.map(target => [nameOf(target), target] as const))(
    '%s',
    async (_, { service, operation }) => {
      const values = sampleOf(operation.params) as Record<string, unknown>
      const path = operation.path.replace(/\{(\w+)\}/g, (_match, name: string) =>
        encodeURIComponent(String(values[name])),
      )
      const { te: _te, ...claims } = CLAIMS
      const { answers } = await exchange(
        urls[service] ?? '',
        `${operation.method} ${path} HTTP/1.1\r\nhost: x\r\n${lines({ ...claims, ...OWN })}connection: close\r\n\r\n`,
      )
      expect(answers.map(({ status }) => status)).toEqual([401])
    },
  )
})

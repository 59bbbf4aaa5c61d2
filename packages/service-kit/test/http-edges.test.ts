import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import type { ProblemDocument } from '@azora/contracts'
import { describe, expect, test } from 'vitest'
import { service } from '../fixtures/notes/service.js'
import { started, user } from '../src/testing/index.js'

const UNKNOWN = '01900000-0000-7000-8000-000000000000'
const ORIGIN = 'https://app.example'
const HOST = 'host: x\r\n'
const GET = 'GET /v1/notes HTTP/1.1\r\n'

describe('a body that names a prototype is refused', () => {
  test.each([
    ['in so many letters', Buffer.from('{"title":"x","__proto__":{}}')],
    ['in escapes', Buffer.from('{"title":"x","__\\u0070roto__":{}}')],
    ['far down', Buffer.from(`{"title":"x","a":${'['.repeat(20_000)}{"__proto__":1}${']'.repeat(20_000)}}`)],
  ])('%s', async (_, body) => {
    await using app = await started(service)
    const token = await app.issuer.tokenOf(user({ permissions: ['note:create'] }))
    const response = await fetch(`${app.url}/v1/notes`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json; charset=utf-8' },
      body,
    })
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('__proto__')])
  })
})

test('a client that is refused in the middle of a large body gets the answer, and goes on over the same connection', async () => {
  await using app = await started(service)
  const token = await app.issuer.tokenOf(user({ permissions: ['note:create'] }))
  const socket = connect(Number(new URL(app.url).port), '127.0.0.1')
  socket.write(
    `POST /v1/notes HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ncontent-length: 1000000\r\n\r\n`,
  )
  const [refusal] = (await once(socket, 'data')) as [Buffer]
  socket.write(Buffer.alloc(1_000_000))
  socket.write('GET /v1/notes HTTP/1.1\r\nhost: x\r\n\r\n')
  const [next] = (await once(socket, 'data')) as [Buffer]
  socket.destroy()
  expect([refusal, next].map(answer => answer.toString().slice(9, 12))).toEqual(['413', '200'])
})

test('what was changed is answered in full, whatever If-None-Match says', async () => {
  await using app = await started(service)
  const response = await fetch(`${app.url}/v1/notes/${UNKNOWN}`, {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${await app.issuer.tokenOf(user())}`,
      'content-type': 'application/json',
      'if-match': '"1"',
      'if-none-match': '"2"',
    },
    body: '{"title":"Proofs"}',
  })
  expect([response.status, response.headers.get('etag')]).toEqual([200, '"2"'])
})

describe('an answer varies by origin where origins are allowed', () => {
  test.each([
    ['to a page', '/v1/notes', { origin: ORIGIN }, ['origin']],
    ['to whoever is no page', '/v1/notes', {}, ['origin']],
    ['compressed', '/v1/large', { origin: ORIGIN, 'accept-encoding': 'gzip' }, ['origin', 'accept-encoding']],
    ['compressed, to no page', '/v1/large', { 'accept-encoding': 'gzip' }, ['origin', 'accept-encoding']],
    [
      'kept by caches',
      '/v1/kept',
      { origin: ORIGIN, 'accept-encoding': 'gzip' },
      ['origin', 'authorization'],
    ],
    ['a failure', '/v1/nowhere', {}, ['origin']],
  ])('%s', async (...[, path, headers, expected]) => {
    await using app = await started(service, { env: { CORS_ORIGINS: ORIGIN } })
    const response = await fetch(`${app.url}${path}`, { headers })
    const varies = (response.headers.get('vary') ?? '').toLowerCase().split(/, */)
    expect(varies).toEqual(expect.arrayContaining(expected))
  })

  test('and nowhere else', async () => {
    await using app = await started(service)
    expect((await fetch(`${app.url}/v1/notes`)).headers.get('vary')).toBeNull()
  })
})

/** What comes back until the connection is closed. */
async function rawAnswer(url: string, bytes: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.write(bytes, 'latin1')
  return text(socket)
}

/** Everything that an answer must have, whatever was wrong and wherever it was found. */
function problemIn(answer: string): { status: number; code: string; requestId: string } {
  const [head = '', body = ''] = answer.split('\r\n\r\n')
  const headers = Object.fromEntries(
    head
      .split('\r\n')
      .slice(1)
      .map(line => line.toLowerCase().split(/: ?/, 2)),
  ) as Record<string, string>
  const { status, code, requestId } = JSON.parse(body) as ProblemDocument
  expect(headers).toMatchObject({
    'content-type': 'application/problem+json',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    'x-request-id': requestId,
  })
  return { status: Number(head.slice(9, 12)), code, requestId: requestId ?? `none beside ${status}` }
}

describe('a head that Node would let through, or refuse without a word, gets a problem', () => {
  test.each([
    ['an expectation nobody meets', `${GET}${HOST}expect: a-miracle\r\n\r\n`, 417, 'expectation-failed'],
    [
      'an expectation beside one that is met',
      `${GET}${HOST}expect: 100-continue\r\nexpect: x\r\n\r\n`,
      417,
      'expectation-failed',
    ],
    ['no host', `${GET}\r\n`, 400, 'invalid-request'],
    ['two hosts', `${GET}${HOST}host: y\r\n\r\n`, 400, 'invalid-request'],
    ['a host that is none', `${GET}host: a b\r\n\r\n`, 400, 'invalid-request'],
    ['a host with a user', `${GET}host: a@b\r\n\r\n`, 400, 'invalid-request'],
    ['another version', `GET / HTTP/2.0\r\n${HOST}\r\n`, 400, 'invalid-request'],
    ['the first version', 'GET /\r\n\r\n', 400, 'invalid-request'],
    ['the beginning of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400, 'invalid-request'],
    ['chunks in HTTP/1.0', 'POST /v1/notes HTTP/1.0\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n', 400],
    ['a coding below chunks', `${GET}${HOST}transfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n`, 400],
    [
      'a coding without a name, and a length',
      `${GET}${HOST}transfer-encoding:\r\ncontent-length: 1\r\n\r\n0`,
      400,
    ],
    ['a fragment', `GET /v1/notes#a HTTP/1.1\r\n${HOST}\r\n`, 400],
    ['more headers than are kept', `${GET}${HOST}${'a:\r\n'.repeat(2_000)}\r\n`, 431, 'headers-too-large'],
    ['a tunnel', `CONNECT evil.example:80 HTTP/1.1\r\n${HOST}\r\n`, 400],
    ['an upgrade', `${GET}${HOST}connection: upgrade\r\nupgrade: h2c\r\n\r\n`, 400],
    ['no HTTP at all', 'ehlo\r\n', 400],
    ['a user in the target', `GET http://a@b/v1/notes HTTP/1.1\r\n${HOST}\r\n`, 400],
    ['a target of another scheme', `GET ftp://x/v1/notes HTTP/1.1\r\n${HOST}\r\n`, 400],
  ])('%s', async (...[, bytes, status, code = 'invalid-request']) => {
    await using app = await started(service)
    const { requestId, ...problem } = problemIn(await rawAnswer(app.url, bytes))
    expect(problem).toEqual({ status, code })
    await expect.poll(() => app.logs.records).toContainEqual(expect.objectContaining({ requestId }))
  })
})

test('a target that names its host is read as a path, whatever Host says', async () => {
  await using app = await started(service)
  const answer = await rawAnswer(
    app.url,
    `GET http://other.example/v1/notes?limit=1 HTTP/1.1\r\n${HOST}connection: close\r\n\r\n`,
  )
  expect(answer).toMatch(/^HTTP\/1\.1 200 /)
})

test('requests on one connection are handled one after another, and none behind an answer that ends it', async () => {
  await using app = await started(service)
  const request = (n: number, headers: string) =>
    `GET /v1/notes HTTP/1.1\r\n${HOST}x-request-id: pipelined-${n}\r\n${headers}\r\n`
  const bytes = [request(1, ''), request(2, ''), request(3, 'expect: a-miracle\r\n'), request(4, '')].join('')
  const answer = await rawAnswer(app.url, bytes)
  const ids = ['pipelined-1', 'pipelined-2', 'pipelined-3']
  expect(answer.match(/pipelined-\d(?=\r)/g)).toEqual(ids)
  const logged = () =>
    app.logs.records.filter(({ message }) => message === 'request').map(({ requestId }) => requestId)
  await expect.poll(logged).toEqual(ids)
})

test('whoever asks for a thousand things at once and reads none is cut off, and costs no more than one', async () => {
  await using app = await started(service)
  const socket = connect(Number(new URL(app.url).port), '127.0.0.1')
  socket.on('error', () => undefined).pause()
  const closed = new Promise(resolve => socket.once('close', resolve))
  socket.write(`GET /v1/large HTTP/1.1\r\n${HOST}\r\n`.repeat(1_000))
  await new Promise(resolve => setImmediate(resolve))
  socket.resume()
  await closed
  await fetch(`${app.url}/v1/notes`)
  const asked = app.logs.records.filter(({ path }) => path === '/v1/large')
  expect(asked.length).toBeLessThan(110)
})

test('what is malformed behind a request leaves that request its answer', async () => {
  await using app = await started(service)
  const answer = await rawAnswer(app.url, `${GET}${HOST}\r\nno HTTP at all\r\n\r\n`)
  expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200'])
})

test.each([
  ['bytes that are no UTF-8', Buffer.from('{"title":"\xff"}', 'latin1'), 'application/json', 400],
  ['UTF-16', Buffer.from('{"title":"x"}', 'utf16le'), 'application/json; charset=utf-16le', 415],
  ['UTF-7', Buffer.from('{"title":"+AF8-"}'), 'application/json;charset="utf-7"', 415],
  [
    'two charsets',
    Buffer.from('{"title":"x"}', 'utf16le'),
    'application/json; charset=utf-8; charset=utf-16le',
    415,
  ],
  [
    'UTF-8 with a byte order mark',
    Buffer.from('\ufeff{"title":"x"}'),
    'application/json; charset=UTF-8',
    201,
  ],
])('a body in %s', async (...[, body, contentType, status]) => {
  await using app = await started(service)
  const token = await app.issuer.tokenOf(user({ permissions: ['note:create'] }))
  const response = await fetch(`${app.url}/v1/notes`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': contentType },
    body,
  })
  expect([response.status, await response.text()]).toEqual([status, expect.anything()])
})

describe('a body is read the same', () => {
  const text = '{"title":"Zwölf"}'
  const streamed = () => new Response(text).body
  test.each<[string, Record<string, string>, () => RequestInit['body']]>([
    ['with its length', {}, () => text],
    ['in chunks', {}, streamed],
    ['compressed', { 'content-encoding': 'gzip' }, () => new Uint8Array(gzipSync(text))],
  ])('%s', async (_, headers, body) => {
    await using app = await started(service)
    const token = await app.issuer.tokenOf(user({ permissions: ['note:create'] }))
    const response = await fetch(`${app.url}/v1/notes`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      body: body(),
      duplex: 'half',
    })
    expect([response.status, await response.json()]).toEqual([
      201,
      expect.objectContaining({ title: 'Zwölf' }),
    ])
  })
})

test('a refused upgrade is logged with what it was answered', async () => {
  await using app = await started(service)
  await rawAnswer(app.url, `${GET}${HOST}connection: upgrade\r\nupgrade: websocket\r\n\r\n`)
  await expect
    .poll(() => app.logs.records)
    .toContainEqual(expect.objectContaining({ message: 'request', status: 400 }))
})

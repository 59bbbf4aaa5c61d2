import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import { service } from '../fixtures/notes/service.js'
import { started, user } from '../src/testing/index.js'

const UNKNOWN = '01900000-0000-7000-8000-000000000000'
const ORIGIN = 'https://app.example'

describe('a body that names a prototype is refused', () => {
  test.each([
    ['in so many letters', Buffer.from('{"title":"x","__proto__":{}}')],
    ['in escapes', Buffer.from('{"title":"x","__\\u0070roto__":{}}')],
    ['in UTF-16', Buffer.from('{"title":"x","__proto__":{}}', 'utf16le')],
    ['far down', Buffer.from(`{"title":"x","a":${'['.repeat(20_000)}{"__proto__":1}${']'.repeat(20_000)}}`)],
  ])('%s', async (_, body) => {
    await using app = await started(service)
    const token = await app.issuer.tokenOf(user({ permissions: ['note:create'] }))
    const charset = body[1] === 0 ? 'utf-16le' : 'utf-8'
    const response = await fetch(`${app.url}/v1/notes`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': `application/json; charset=${charset}` },
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

import { expect, test } from 'vitest'
import { book } from '../../test/fixtures/books.js'
import { fakeTime } from '../../test/fixtures/fake-time.js'
import { library } from '../../test/fixtures/library.js'
import { json, refuse, serving, withHeaders } from '../../test/fixtures/server.js'
import { createClient } from '../client.js'

const bookId = book().id
const unavailable = () => serving((_, response) => refuse(response, 503, 'service-unavailable'))

/** Fails as often as told, then answers. */
const failing = (times: number, headers: Record<string, string> = {}) =>
  serving((_, response, n) =>
    n <= times
      ? refuse(withHeaders(response, headers), 503, 'service-unavailable')
      : json(response, 200, book()),
  )

test('a safe call is sent again until it succeeds', async () => {
  await using server = await failing(2)

  const { attempts } = await createClient(library, { baseUrl: server.url, time: fakeTime() })
    .books.get({ params: { bookId } })
    .withResponse()

  expect(attempts).toBe(3)
  expect(server.arrived).toHaveLength(3)
})

test('all attempts of a call that takes a key carry the same one, and the same request id', async () => {
  await using server = await failing(2)
  const client = createClient(library, { baseUrl: server.url, time: fakeTime() })

  await client.books.create({ body: { title: 'Proofs' } })
  await client.books.create({ body: { title: 'Proofs' } })

  const keys = server.arrived.map(({ headers }) => headers['idempotency-key'])
  expect(keys[0]).toMatch(/^[\da-f-]{32,36}$/)
  expect(keys.slice(0, 3)).toEqual([keys[0], keys[0], keys[0]])
  expect(keys[3]).not.toBe(keys[0])
  expect(new Set(server.arrived.slice(0, 3).map(({ headers }) => headers['x-request-id'])).size).toBe(1)
})

test('the caller may name the key', async () => {
  await using server = await failing(1)

  await createClient(library, { baseUrl: server.url, time: fakeTime() }).books.create(
    { body: { title: 'Proofs' } },
    { idempotencyKey: 'order-7' },
  )

  expect(server.arrived.map(({ headers }) => headers['idempotency-key'])).toEqual(['order-7', 'order-7'])
})

test.each([
  [
    'PATCH',
    (client: ReturnType<typeof clientOf>) =>
      client.books.update({ params: { bookId }, body: { title: 'x' } }),
  ],
  ['DELETE', (client: ReturnType<typeof clientOf>) => client.books.remove({ params: { bookId } })],
  [
    'POST whose key the service ignores',
    (client: ReturnType<typeof clientOf>) => client.cards.issue({ body: { reader: 'ada' } }),
  ],
])('a %s is sent once: nothing would keep a second one from taking effect', async (_, call) => {
  await using server = await unavailable()

  await expect(call(clientOf(server.url))).rejects.toMatchObject({ code: 'service-unavailable', attempts: 1 })
  expect(server.arrived).toHaveLength(1)
})

const clientOf = (baseUrl: string) => createClient(library, { baseUrl, time: fakeTime() })

test.each([400, 401, 403, 404, 409, 412, 422, 501])(
  'status %i will be the same next time: no retry',
  async status => {
    await using server = await serving((_, response) => refuse(response, status, 'some-code'))

    await expect(clientOf(server.url).books.list()).rejects.toMatchObject({ status })
    expect(server.arrived).toHaveLength(1)
  },
)

test.each([408, 429, 500, 502, 503, 504])('status %i may pass: the call is sent again', async status => {
  await using server = await serving((_, response) => refuse(response, status, 'some-code'))

  await expect(clientOf(server.url).books.list()).rejects.toMatchObject({ status, attempts: 3 })
})

test('a key that is still being worked on is waited for', async () => {
  await using server = await serving((_, response, n) =>
    n === 1
      ? refuse(withHeaders(response, { 'retry-after': '1' }), 409, 'idempotency-in-progress')
      : json(response, 201, book()),
  )

  expect(await clientOf(server.url).books.create({ body: { title: 'Proofs' } })).toEqual(book())
})

test('a connection that breaks before the answer is tried again', async () => {
  await using server = await serving((_, response, n) =>
    n === 1 ? void response.socket?.destroy() : json(response, 200, book()),
  )

  expect(await clientOf(server.url).books.get({ params: { bookId } })).toEqual(book())
})

test.each([
  ['in seconds', '7'],
  ['as a date', 'Tue, 01 Jan 2030 00:00:07 GMT'],
])('Retry-After %s is honored, jitter on top', async (_, retryAfter) => {
  await using server = await failing(1, { 'retry-after': retryAfter })
  const time = fakeTime({ now: Date.parse('2030-01-01T00:00:00Z'), random: 0.5 })

  await createClient(library, { baseUrl: server.url, time }).books.get({ params: { bookId } })

  expect(time.waits).toEqual([7_125])
})

test('a Retry-After beyond the deadline fails at once with what the service said', async () => {
  await using server = await failing(1, { 'retry-after': '60' })
  const time = fakeTime()

  await expect(
    createClient(library, { baseUrl: server.url, time, deadlineMs: 5_000 }).books.get({ params: { bookId } }),
  ).rejects.toMatchObject({ code: 'service-unavailable', attempts: 1 })
  expect(time.waits).toEqual([])
})

test('the call decides how often it is sent again', async () => {
  await using server = await unavailable()
  const client = createClient(library, { baseUrl: server.url, time: fakeTime(), retries: 5 })

  await expect(client.books.list({}, { retries: 1 })).rejects.toMatchObject({ attempts: 2 })
  await expect(client.books.list({}, { retries: 0 })).rejects.toMatchObject({ attempts: 1 })
})

test('retries stay a share of all calls when everything fails', async () => {
  await using server = await unavailable()
  const client = createClient(library, { baseUrl: server.url, time: fakeTime(), circuit: false })

  for (let call = 0; call < 100; call += 1) await client.books.list().catch(() => {})

  // 100 calls, the reserve of 10, and one retry for every five calls.
  expect(server.arrived.length).toBeLessThanOrEqual(100 + 10 + 20)
})

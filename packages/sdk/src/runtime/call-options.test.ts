import { expect, test, vi } from 'vitest'
import { book } from '../../test/fixtures/books.js'
import { failureOf } from '../../test/fixtures/failure-of.js'
import { fakeTime } from '../../test/fixtures/fake-time.js'
import { library } from '../../test/fixtures/library.js'
import { json, refuse, serving, withHeaders } from '../../test/fixtures/server.js'
import { createClient } from '../client.js'
import { type CallEvent, type CallLogger, logTo } from './events.js'

const bookId = book().id
const answering = () =>
  serving((_, response) =>
    json(withHeaders(response, { etag: '"3"', 'x-request-id': 'from-the-service' }), 200, book()),
  )

test('withResponse has status, headers, request id and attempts beside the data', async () => {
  await using server = await answering()

  const answer = await createClient(library, { baseUrl: server.url })
    .books.get({ params: { bookId } })
    .withResponse()

  expect(answer).toMatchObject({
    data: book(),
    status: 200,
    headers: { etag: '"3"' },
    requestId: 'from-the-service',
    attempts: 1,
  })
})

test.each([
  [3, '"3"'],
  ['"3"', '"3"'],
])('ifMatch %j is sent as an entity tag', async (ifMatch, sent) => {
  await using server = await answering()

  await createClient(library, { baseUrl: server.url }).books.update(
    { params: { bookId }, body: { title: 'x' } },
    { ifMatch },
  )

  expect(server.arrived[0]?.headers['if-match']).toBe(sent)
})

test('trace context and request id are passed on as given', async () => {
  await using server = await answering()
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'

  await createClient(library, { baseUrl: server.url }).books.get(
    { params: { bookId } },
    { traceparent, tracestate: 'vendor=1', requestId: 'request-7' },
  )

  expect(server.arrived[0]?.headers).toMatchObject({
    traceparent,
    tracestate: 'vendor=1',
    'x-request-id': 'request-7',
  })
})

test('headers of the call win over those of the client', async () => {
  await using server = await answering()
  const client = createClient(library, {
    baseUrl: server.url,
    headers: { 'X-App': 'shelf', 'x-mode': 'calm' },
  })

  await client.books.get({ params: { bookId } }, { headers: { 'x-app': 'desk' } })

  expect(server.arrived[0]?.headers).toMatchObject({ 'x-app': 'desk', 'x-mode': 'calm' })
})

test('a hook adds headers to every attempt', async () => {
  await using server = await serving((_, response, n) =>
    n === 1 ? refuse(response, 503, 'service-unavailable') : json(response, 200, book()),
  )
  let n = 0
  const hooks = {
    request: ({ headers }: { headers: Record<string, string> }) => {
      n += 1
      headers['x-attempt'] = String(n)
    },
  }

  await createClient(library, { baseUrl: server.url, hooks, time: fakeTime() }).books.get({
    params: { bookId },
  })

  expect(server.arrived.map(({ headers }) => headers['x-attempt'])).toEqual(['1', '2'])
})

test('the address may be looked up anew for each attempt', async () => {
  await using server = await answering()
  const addresses = ['http://127.0.0.1:1', server.url]

  await createClient(library, { baseUrl: () => addresses.shift() ?? '', time: fakeTime() }).books.get({
    params: { bookId },
  })

  expect(server.arrived).toHaveLength(1)
})

test('events tell the whole story of a call, and no secret', async () => {
  await using server = await serving((_, response, n) =>
    n === 1
      ? refuse(response, 503, 'service-unavailable')
      : json(response, 200, { items: [], nextCursor: null }),
  )
  const events: CallEvent[] = []
  const client = createClient(library, {
    baseUrl: server.url,
    token: 'secret-token',
    time: fakeTime(),
    hooks: { event: event => void events.push(event) },
  })

  await client.books.list({ query: { cursor: 'secret-cursor' } }, { requestId: 'request-7' })

  expect(events.map(({ type, attempt }) => `${type} ${attempt}`)).toEqual([
    'sent 1',
    'answered 1',
    'retrying 1',
    'sent 2',
    'answered 2',
  ])
  expect(events[2]).toEqual({
    type: 'retrying',
    service: '',
    operation: 'books.list',
    requestId: 'request-7',
    attempt: 1,
    code: 'service-unavailable',
    pauseMs: 125,
  })
  expect(JSON.stringify(events)).not.toContain('secret-')
})

test('logTo warns of retries and failures, and tells the rest to who is debugging', async () => {
  await using server = await serving((_, response, n) =>
    n === 1 ? void response.socket?.destroy() : json(response, 200, { items: [], nextCursor: null }),
  )
  const logger = { debug: vi.fn<CallLogger['debug']>(), warn: vi.fn<CallLogger['warn']>() }

  await createClient(library, { baseUrl: server.url, time: fakeTime(), hooks: logTo(logger) }).books.list()

  expect(logger.warn.mock.calls.map(([message]) => message)).toEqual([
    'books.list failed',
    'books.list retrying',
  ])
  expect(logger.debug).toHaveBeenCalledTimes(3)
})

test('what an answer hook throws fails the call', async () => {
  await using server = await answering()
  const hooks = {
    answer: () => {
      throw new Error('not to my liking')
    },
  }

  await expect(
    createClient(library, { baseUrl: server.url, hooks }).books.get({ params: { bookId } }),
  ).rejects.toThrow('not to my liking')
})

test('an abort is told as an error, whatever it was aborted with', async () => {
  const abort = new AbortController()
  await using server = await serving(() => abort.abort())
  const codes: string[] = []
  const event = (event: CallEvent) => void ('code' in event && codes.push(event.code))

  await failureOf(
    createClient(library, { baseUrl: server.url, hooks: { event } }).books.list({}, { signal: abort.signal }),
  )

  expect(codes).toEqual(['error'])
})

import { inspect } from 'node:util'
import { InvalidRequest, isProblem, Problem, Unauthenticated } from '@azora/contracts'
import { expect, test } from 'vitest'
import { book } from '../../test/fixtures/books.js'
import { failureOf } from '../../test/fixtures/failure-of.js'
import { fakeTime } from '../../test/fixtures/fake-time.js'
import { BookNotFound, library } from '../../test/fixtures/library.js'
import { json, refuse, serving, withHeaders } from '../../test/fixtures/server.js'
import { createClient } from '../client.js'
import { CallFailed, ConnectionFailed, isCallFailed, NotConfigured, UnreadableAnswer } from './failures.js'

const bookId = book().id
const UNREACHABLE = 'http://127.0.0.1:1'

test('a problem carries status, code, request id, attempts and what the service said', async () => {
  await using server = await serving((_, response) =>
    json(withHeaders(response, { 'x-request-id': 'from-the-service' }), 400, {
      title: 'The request does not match',
      detail: 'Two faults',
      status: 400,
      code: 'invalid-request',
      errors: [{ in: 'query', pointer: '/limit', message: 'at most 100' }],
      retryable: false,
    }),
  )

  const error = await failureOf(createClient(library, { baseUrl: server.url }).books.list())

  expect(error).toBeInstanceOf(InvalidRequest)
  expect(error).toBeInstanceOf(Problem)
  expect(error).not.toBeInstanceOf(BookNotFound)
  expect(error).not.toBeInstanceOf(CallFailed)
  expect(error).toMatchObject({
    message: 'Two faults',
    status: 400,
    code: 'invalid-request',
    requestId: 'from-the-service',
    attempts: 1,
    errors: [{ in: 'query', pointer: '/limit', message: 'at most 100' }],
    extensions: { retryable: false },
  })
})

test('a failure that is no problem document says so, with its status', async () => {
  await using server = await serving((_, response) => response.writeHead(418).end('<h1>teapot</h1>'))

  const error = await failureOf(createClient(library, { baseUrl: server.url }).books.list())

  expect(isProblem(error)).toBe(true)
  expect(error).toMatchObject({ status: 418, code: 'unexpected-answer' })
})

test('a success that is not JSON is an unreadable answer', async () => {
  await using server = await serving((_, response) => response.end('<h1>Welcome to the hotel</h1>'))

  const error = await failureOf(createClient(library, { baseUrl: server.url }).books.list())

  expect(error).toBeInstanceOf(UnreadableAnswer)
  expect(error.cause).toBeInstanceOf(SyntaxError)
})

test('a refused connection keeps its cause', async () => {
  const error = await failureOf(createClient(library, { baseUrl: UNREACHABLE, retries: 0 }).books.list())

  expect(error).toBeInstanceOf(ConnectionFailed)
  expect(isCallFailed(error)).toBe(true)
  expect(isProblem(error)).toBe(false)
  expect(error).toMatchObject({
    code: 'connection-failed',
    status: undefined,
    attempts: 1,
    cause: { code: 'ECONNREFUSED' },
  })
})

test('an error after retries names the failure before it as its cause', async () => {
  await using server = await serving((_, response, n) =>
    refuse(response, n === 1 ? 503 : 404, n === 1 ? 'service-unavailable' : 'book-not-found'),
  )

  const error = await failureOf(
    createClient(library, { baseUrl: server.url, time: fakeTime() }).books.get({ params: { bookId } }),
  )

  expect(error).toMatchObject({
    code: 'book-not-found',
    attempts: 2,
    cause: { code: 'service-unavailable', attempts: 1 },
  })
})

test.each([
  ['a problem', (url: string) => url],
  ['a refused connection', () => UNREACHABLE],
])('%s shows neither token nor password, however deep one looks', async (_, urlOf) => {
  await using server = await serving((_request, response) => refuse(response, 500, 'internal-error'))
  const client = createClient(library, { baseUrl: urlOf(server.url), token: 'secret-token', retries: 0 })

  const error = await failureOf(
    client.books.create({ body: { title: 'secret-password' } }, { idempotencyKey: 'secret-key' }),
  )

  expect(inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true })).not.toContain('secret-')
})

test('a client without an address can be made; its first call names the option', async () => {
  const client = createClient(library, {})

  const error = await failureOf(client.books.list())

  expect(error).toBeInstanceOf(NotConfigured)
  expect(error.message).toContain('`baseUrl`')
})

test('a call that is made and awaited later still fails where it is awaited', async () => {
  const call = createClient(library, { baseUrl: UNREACHABLE, retries: 0 }).books.list()

  expect(await call.catch(error => Reflect.get(Object(error), 'code'))).toBe('connection-failed')
})

test('a refused token without another to try is an ordinary problem', async () => {
  await using server = await serving((_, response) => refuse(response, 401, 'unauthenticated'))

  const error = await failureOf(createClient(library, { baseUrl: server.url, token: 'old' }).books.list())

  expect(error).toBeInstanceOf(Unauthenticated)
  expect(server.arrived).toHaveLength(1)
})

test('the stack of an error leads to the line that made the call, retries in between', async () => {
  await using server = await serving((_, response) => refuse(response, 503, 'service-unavailable'))
  const client = createClient(library, { baseUrl: server.url, time: fakeTime() })
  const whoCalls = () => client.books.list()

  const error = await failureOf(whoCalls())

  expect(error.stack).toMatch(/called from[^]*whoCalls[^]*failing-calls\.test\.ts/)
})

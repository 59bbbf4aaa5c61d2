import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { failureOf } from '../../test/fixtures/failure-of.js'
import { fakeTime } from '../../test/fixtures/fake-time.js'
import { library } from '../../test/fixtures/library.js'
import { json, refuse, serving, withHeaders } from '../../test/fixtures/server.js'
import { createClient } from '../client.js'
import { AttemptTimedOut, CallAborted, CallTimedOut } from './failures.js'
import { systemTime } from './time.js'

const EMPTY = { items: [], nextCursor: null }

test('an attempt that takes too long is given up and tried again', async () => {
  const time = fakeTime()
  await using server = await serving((_, response, n) =>
    n === 1 ? time.pass(10_000) : json(response, 200, EMPTY),
  )

  const { attempts } = await createClient(library, { baseUrl: server.url, time }).books.list().withResponse()

  expect(attempts).toBe(2)
})

test('the last attempt to take too long is the error', async () => {
  const time = fakeTime()
  await using server = await serving(() => time.pass(20))
  const client = createClient(library, { baseUrl: server.url, time, timeoutMs: 20, retries: 0 })

  const error = await failureOf(client.books.list())

  expect(error).toBeInstanceOf(AttemptTimedOut)
  expect(error).toMatchObject({ attempts: 1, message: 'No answer within 20 ms' })
})

test('the deadline ends the call in the midst of an attempt', async () => {
  const time = fakeTime()
  await using server = await serving(() => time.pass(5_000))

  const error = await failureOf(
    createClient(library, { baseUrl: server.url, time, deadlineMs: 5_000 }).books.list(),
  )

  expect(error).toBeInstanceOf(CallTimedOut)
  expect(error).toMatchObject({ attempts: 1, code: 'call-timed-out' })
})

test('the deadline spans all attempts, and its error names what the last one met', async () => {
  const time = fakeTime()
  await using server = await serving((_, response, n) => {
    time.pass(9_000)
    if (n < 3) refuse(response, 503, 'service-unavailable')
  })

  const error = await failureOf(
    createClient(library, { baseUrl: server.url, time, deadlineMs: 20_000 }).books.list(),
  )

  expect(error).toBeInstanceOf(CallTimedOut)
  expect(error).toMatchObject({ attempts: 3, cause: { code: 'service-unavailable' } })
})

test('on the clock on the wall, too, an attempt that gets no answer ends', async () => {
  await using server = await serving(() => {})
  const client = createClient(library, { baseUrl: server.url, timeoutMs: 10, retries: 0 })

  expect(await failureOf(client.books.list())).toBeInstanceOf(AttemptTimedOut)
})

test('on the clock on the wall, too, a call waits before it is sent again', async () => {
  await using server = await serving((_, response, n) =>
    n === 1 ? refuse(response, 503, 'service-unavailable') : json(response, 200, EMPTY),
  )
  const time = { ...systemTime, random: () => 0.01 }

  expect(await createClient(library, { baseUrl: server.url, time }).books.list()).toEqual(EMPTY)
})

test('an abort ends a call at once, with the reason as its cause', async () => {
  const abort = new AbortController()
  await using server = await serving(() => abort.abort(new Error('the user left')))

  const error = await failureOf(
    createClient(library, { baseUrl: server.url }).books.list({}, { signal: abort.signal }),
  )

  expect(error).toBeInstanceOf(CallAborted)
  expect(error).toMatchObject({ name: 'AbortError', cause: { message: 'the user left' } })
})

test('an abort ends the pause before a retry', async () => {
  const abort = new AbortController()
  await using server = await serving((_, response) =>
    refuse(withHeaders(response, { 'retry-after': '20' }), 503, 'service-unavailable'),
  )
  const hooks = {
    event: ({ type }: { type: string }) => void (type === 'retrying' && setImmediate(() => abort.abort())),
  }

  const error = await failureOf(
    createClient(library, { baseUrl: server.url, hooks }).books.list({}, { signal: abort.signal }),
  )

  expect(error).toBeInstanceOf(CallAborted)
  expect(server.arrived).toHaveLength(1)
})

test('a signal that was aborted before sends nothing', async () => {
  await using server = await serving(() => {})

  await expect(
    createClient(library, { baseUrl: server.url }).books.list({}, { signal: AbortSignal.abort() }),
  ).rejects.toBeInstanceOf(CallAborted)
  expect(server.arrived).toHaveLength(0)
})

test('a signal that outlives its calls keeps none of them alive', async () => {
  await using server = await serving((_, response) => json(response, 200, EMPTY))
  const { signal } = new AbortController()
  const client = createClient(library, { baseUrl: server.url })

  await Promise.all(Array.from({ length: 20 }, () => client.books.list({}, { signal })))

  expect(getEventListeners(signal, 'abort')).toHaveLength(0)
})

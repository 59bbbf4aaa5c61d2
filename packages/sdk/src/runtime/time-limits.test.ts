import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { failureOf } from '../../test/fixtures/failure-of.js'
import { fakeTime } from '../../test/fixtures/fake-time.js'
import { library } from '../../test/fixtures/library.js'
import { json, refuse, serving, withHeaders } from '../../test/fixtures/server.js'
import { createClient } from '../client.js'
import { AttemptTimedOut, CallAborted, CallTimedOut } from './failures.js'

const EMPTY = { items: [], nextCursor: null }
const silence = () => serving(() => {})

test('an attempt that takes too long is given up and tried again', async () => {
  await using server = await serving((_, response, n) => (n === 1 ? undefined : json(response, 200, EMPTY)))
  const client = createClient(library, { baseUrl: server.url, time: fakeTime({ random: 0 }), timeoutMs: 50 })

  const { attempts } = await client.books.list().withResponse()

  expect(attempts).toBe(2)
})

test('the last attempt to take too long is the error', async () => {
  await using server = await silence()
  const client = createClient(library, { baseUrl: server.url, timeoutMs: 20, retries: 0 })

  const error = await failureOf(client.books.list())

  expect(error).toBeInstanceOf(AttemptTimedOut)
  expect(error).toMatchObject({ attempts: 1, message: 'No answer within 20 ms' })
})

test('the deadline ends the call in the midst of an attempt', async () => {
  await using server = await silence()

  const error = await failureOf(createClient(library, { baseUrl: server.url, deadlineMs: 20 }).books.list())

  expect(error).toBeInstanceOf(CallTimedOut)
  expect(error).toMatchObject({ attempts: 1, code: 'call-timed-out' })
})

test('the deadline spans all attempts, and its error names what the last one met', async () => {
  await using server = await serving((_, response, n) =>
    n === 1 ? refuse(response, 503, 'service-unavailable') : undefined,
  )
  const time = { ...fakeTime({ random: 0 }), now: Date.now }

  const error = await failureOf(
    createClient(library, { baseUrl: server.url, time, deadlineMs: 60 }).books.list(),
  )

  expect(error).toBeInstanceOf(CallTimedOut)
  expect(error).toMatchObject({ attempts: 2, cause: { code: 'service-unavailable' } })
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
  await using server = await silence()

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

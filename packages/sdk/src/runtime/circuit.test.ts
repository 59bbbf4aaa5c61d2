import { expect, test } from 'vitest'
import { fakeTime } from '../../test/fixtures/fake-time.js'
import { library } from '../../test/fixtures/library.js'
import { json, refuse, serving } from '../../test/fixtures/server.js'
import { createClient } from '../client.js'
import { Circuit } from './circuit.js'
import { CircuitOpen } from './failures.js'

test('a circuit opens after failures in a row, and closes by one success', () => {
  const circuit = new Circuit({ failures: 2, openMs: 1_000 })
  circuit.report(false, 0)
  circuit.report(true, 0)
  circuit.report(false, 0)
  expect(circuit.admits(0)).toBe(true)

  circuit.report(false, 0)
  expect(circuit.admits(999)).toBe(false)

  expect(circuit.admits(1_000)).toBe(true)
  circuit.report(true, 1_001)
  expect(circuit.admits(1_001)).toBe(true)
})

test('of many callers after the pause one is let through', () => {
  const circuit = new Circuit({ failures: 1, openMs: 1_000 })
  circuit.report(false, 0)

  expect(Array.from({ length: 50 }, () => circuit.admits(1_000)).filter(Boolean)).toHaveLength(1)
})

test('an open circuit sends nothing, until the service has had its pause', async () => {
  let isDown = true
  await using server = await serving((_, response) =>
    isDown
      ? refuse(response, 503, 'service-unavailable')
      : json(response, 200, { items: [], nextCursor: null }),
  )
  const time = fakeTime()
  const client = createClient(library, {
    baseUrl: server.url,
    time,
    retries: 0,
    circuit: { failures: 3, openMs: 5_000 },
  })
  for (let call = 0; call < 3; call += 1) await client.books.list().catch(() => {})

  await expect(client.books.list()).rejects.toBeInstanceOf(CircuitOpen)
  expect(server.arrived).toHaveLength(3)

  isDown = false
  time.pass(5_000)
  expect(await client.books.list()).toEqual({ items: [], nextCursor: null })
})

test('requests that are refused for what they are do not open it', async () => {
  await using server = await serving((_, response) => refuse(response, 404, 'book-not-found'))
  const client = createClient(library, { baseUrl: server.url, circuit: { failures: 2 } })

  for (let call = 0; call < 5; call += 1) {
    await expect(client.books.list()).rejects.toMatchObject({ code: 'book-not-found' })
  }
})

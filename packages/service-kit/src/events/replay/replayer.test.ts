import { ServiceUnavailable } from '@azora/contracts'
import type pg from 'pg'
import { expect, test } from 'vitest'
import type { Consumer } from '../inbox/consumer.js'
import { sampleEvents } from '../testing/sample-events.js'
import { MemoryTransport } from '../transport/memory/memory-transport.js'
import type { History } from '../transport/transport.js'
import { Replayer } from './replayer.js'

const HANDLER = 'sample.handle'

/** Counts what is in a log that is away for so many calls, or has more than it sends. */
async function counting({ awayFor = 0, isStuck = false, patienceMs = 60_000 }) {
  const transport = new MemoryTransport()
  await transport.publish(sampleEvents(4, 3))
  let calls = 0
  const unlessAway = <Answer>(ask: () => Promise<Answer>) =>
    ++calls > awayFor ? ask() : Promise.reject(new Error('the broker is away'))
  const { history } = transport
  const log: History = {
    ...history,
    edges: () => unlessAway(() => history.edges()),
    read: request =>
      unlessAway(async () =>
        isStuck
          ? [...request.cursors].map(([lane, readTo]) => ({ lane, entries: [], readTo, hasMore: true }))
          : history.read(request),
      ),
  }
  const consumers = [{ name: HANDLER, types: /^/ } as Consumer]
  return new Replayer({ pool: {} as pg.Pool, history: log, consumers, patienceMs }).count(HANDLER, {})
}

test('whoever has events counted waits for a log that is not there yet', async () => {
  expect(await counting({ awayFor: 3 })).toBe(12)
})

test('a log that stays away, or does not go on, is a problem', async () => {
  const away = counting({ awayFor: Number.POSITIVE_INFINITY, patienceMs: 0 })
  await expect(away).rejects.toBeInstanceOf(ServiceUnavailable)
  await expect(counting({ isStuck: true, patienceMs: 0 })).rejects.toBeInstanceOf(ServiceUnavailable)
})

import { expect, test } from 'vitest'
import type { EventsDocument, TailRecord } from '../documents/events.js'
import { followed } from './followed.js'

type Published = EventsDocument['events'][number]

const published = (id: string): Published => ({
  service: 'auth',
  at: '2026-01-01T00:00:00.000Z',
  sentAt: null,
  event: {
    specversion: '1.0',
    id,
    source: '/auth',
    type: 'user.verified',
    subject: id,
    time: '2026-01-01T00:00:00.000Z',
    dataschema: 'https://azora.dev/events/user.verified/v1',
    partitionkey: id,
    data: {},
  },
})

/** Follows lists that are answered one after the other, newest first, until the last of them. */
async function recordsOf(lists: readonly (readonly string[])[], after?: string): Promise<TailRecord[]> {
  const ending = new AbortController()
  const left = [...lists]
  const ask = async (): Promise<EventsDocument> => {
    const ids = left.shift() ?? []
    if (left.length === 0) ending.abort()
    return { events: ids.map(published), silent: [] }
  }
  const records: TailRecord[] = []
  for await (const record of followed({ ask, after, signal: ending.signal, pauseMs: 0 })) records.push(record)
  return records
}

const idsOf = (records: readonly TailRecord[]) =>
  records.flatMap(record => ('event' in record ? [record.event.id] : []))

test('what was there before is not shown, what comes is shown once, oldest first', async () => {
  expect(idsOf(await recordsOf([['a'], ['c', 'b', 'a'], ['d', 'c', 'b', 'a']]))).toEqual(['b', 'c', 'd'])
})

test('what commits late, under an earlier id, is not missed', async () => {
  expect(idsOf(await recordsOf([['a'], ['c', 'a'], ['c', 'b', 'a']]))).toEqual(['c', 'b'])
})

test('it goes on after the event it is told', async () => {
  expect(
    idsOf(
      await recordsOf(
        [
          ['c', 'b', 'a'],
          ['c', 'b', 'a'],
        ],
        'a',
      ),
    ),
  ).toEqual(['b', 'c'])
})

test('that some are left out is said', async () => {
  const many = Array.from({ length: 100 }, (_, n) => `event ${n}`)
  const records = await recordsOf([['a'], many])
  expect(records[0]).toEqual({ skipped: true })
  expect(records).toHaveLength(101)
})

import { expect, test } from 'vitest'
import { bulkhead } from '../../resilience/bulkhead.js'
import { LANES, laneOf } from '../lane.js'
import { sampleEvent } from '../testing/sample-events.js'
import { MemoryTransport } from '../transport/memory/memory-transport.js'
import { cursorOf, cursorText } from './feed-cursor.js'
import { FeedReading } from './feed-reading.js'
import { FeedWindow } from './feed-window.js'
import { Follower } from './follower.js'

const [A, B] = ['a', 'b'].map(laneOf) as [number, number]
const SIZE = { events: 100, bytes: 1_000_000 }
const startsAt = (pos: string) => Array.from({ length: LANES }, () => pos)

test('one who has read further than the window is told nothing twice, and keeps his own place', async () => {
  const window = new FeedWindow('log', startsAt('0'), { size: SIZE, place: BigInt })
  const reading = new FeedReading(new MemoryTransport().history, SIZE)
  const { signal } = new AbortController()
  const choice = { types: /^/, wants: () => true }
  const follower = new Follower({ reading, reads: bulkhead({ capacity: 1 }) }, window, { choice, signal })
  await follower.resume(cursorText({ log: 'log', positions: startsAt('0').with(B, '2') }))
  const [ofA, ...ofB] = [sampleEvent('a', 0), ...[0, 1, 2].map(n => sampleEvent('b', n))]
  const page = (lane: number, events: (typeof ofA)[]) => ({
    lane,
    entries: events.map((event, n) => ({ pos: String(n + 1), event })),
    readTo: String(events.length),
    hasMore: false,
  })
  window.add([page(A, [ofA]), page(B, ofB)])
  const { items } = await follower.next()
  expect(items.map(item => item.kind === 'event' && item.event.id)).toEqual([ofA.id, ofB[2]?.id])
  expect(items.map(({ cursor }) => cursorOf(cursor)?.positions[B])).toEqual(['2', '3'])
})

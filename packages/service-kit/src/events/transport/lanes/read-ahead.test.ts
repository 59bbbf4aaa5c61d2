import type { ConsumeMessage } from 'amqplib'
import { describe, expect, test } from 'vitest'
import { sampleEvent } from '../../testing/sample-events.js'
import { ReadAhead } from './read-ahead.js'

const ALL = /^.*$/
const events = [0, 1, 2].map(n => sampleEvent('a', n))

const messageAt = (offset: number, body: unknown) =>
  ({
    content: Buffer.from(JSON.stringify(body)),
    properties: { headers: { 'x-stream-offset': offset } },
  }) as unknown as ConsumeMessage

/** What was sent of a stream of three events, from its beginning, and the offsets acknowledged so far. */
function read(types = ALL, bodies: readonly unknown[] = events) {
  const acknowledged: number[] = []
  const acknowledge = ({ properties }: ConsumeMessage) =>
    void acknowledged.push(Number(properties.headers?.['x-stream-offset']))
  const ahead = new ReadAhead(5, 0, acknowledge)
  for (const [offset, body] of bodies.entries()) ahead.add(messageAt(offset, body), types)
  return { ahead, acknowledged }
}

describe('what the broker sends ahead', () => {
  test('is read from a cursor on, again and again', () => {
    const { ahead } = read()
    const positions = ['1', '2', '3']
    for (const cursor of [0, 0, 1, 2])
      expect(ahead.page(cursor, 500).entries.map(({ pos }) => pos)).toEqual(positions.slice(cursor))
  })

  test('is acknowledged once a cursor has passed it, and then can be read no more', () => {
    const { ahead, acknowledged } = read()
    expect(acknowledged).toEqual([])
    ahead.page(2, 500)
    expect(acknowledged).toEqual([0, 1])
    expect([ahead.reaches(1), ahead.reaches(2)]).toEqual([false, true])
    expect(ahead.waiting(2)).toBe(1)
  })

  test('may be more than is asked for', () => {
    const page = read().ahead.page(0, 2)
    expect(page).toMatchObject({ lane: 5, readTo: '2', hasMore: true })
    expect(page.entries).toHaveLength(2)
  })

  test('is passed where nobody wants it, also if no relay has sent it', () => {
    const { ahead, acknowledged } = read(/^other$/, [...events, 'no event', null])
    expect(ahead.page(0, 500)).toEqual({ lane: 5, entries: [], readTo: '5', hasMore: true })
    expect(ahead.page(5, 500)).toEqual({ lane: 5, entries: [], readTo: '5', hasMore: false })
    expect(acknowledged).toEqual([0, 1, 2, 3, 4])
  })

  test('is acknowledged and left once nobody reads', () => {
    const { ahead, acknowledged } = read()
    ahead.end()
    ahead.add(messageAt(3, events[0]), ALL)
    expect(acknowledged).toEqual([0, 1, 2, 3])
  })
})

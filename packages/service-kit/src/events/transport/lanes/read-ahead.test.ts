import { describe, expect, test } from 'vitest'
import { sampleEvent } from '../../testing/sample-events.js'
import { ReadAhead } from './read-ahead.js'

const events = [0, 1, 2].map(n => sampleEvent('a', n))

/** What was sent of a lane of some events, from its beginning, and the positions given up so far. */
function read(sent: readonly ((typeof events)[0] | null)[] = events) {
  const givenUp: number[] = []
  const ahead = new ReadAhead(5, 0)
  const send = (pos: number, event: (typeof events)[0] | null) =>
    ahead.add({ pos, event }, () => givenUp.push(pos))
  for (const [index, event] of sent.entries()) send(index + 1, event)
  return { ahead, givenUp, send }
}

describe('what a broker sends ahead', () => {
  test('is read from a cursor on, again and again', () => {
    const { ahead } = read()
    const positions = ['1', '2', '3']
    for (const cursor of [0, 0, 1, 2])
      expect(ahead.page(cursor, 500).entries.map(({ pos }) => pos)).toEqual(positions.slice(cursor))
  })

  test('is given up once a cursor has passed it, and then can be read no more', () => {
    const { ahead, givenUp } = read()
    expect(givenUp).toEqual([])
    ahead.page(2, 500)
    expect(givenUp).toEqual([1, 2])
    expect([ahead.reaches(1), ahead.reaches(2)]).toEqual([false, true])
    expect(ahead.waiting(2)).toBe(1)
  })

  test('is there once, however often it is sent', () => {
    const { ahead, givenUp, send } = read()
    send(2, events[1] ?? null)
    send(3, events[2] ?? null)
    expect(ahead.page(0, 500).entries).toHaveLength(events.length)
    expect(givenUp).toEqual([2, 3])
  })

  test('may be more than is asked for', () => {
    const page = read().ahead.page(0, 2)
    expect(page).toMatchObject({ lane: 5, readTo: '2', hasMore: true })
    expect(page.entries).toHaveLength(2)
  })

  test('is not all there is where the lane is known to end further on', () => {
    const { ahead } = read()
    expect(ahead.page(3, 500)).toMatchObject({ readTo: '3', hasMore: false })
    expect(ahead.page(3, 500, 4)).toMatchObject({ readTo: '3', hasMore: true })
  })

  test('is passed where nobody wants it', () => {
    const { ahead, givenUp } = read([null, null])
    expect(ahead.page(0, 500)).toEqual({ lane: 5, entries: [], readTo: '2', hasMore: true })
    expect(ahead.page(2, 500)).toEqual({ lane: 5, entries: [], readTo: '2', hasMore: false })
    expect(givenUp).toEqual([1, 2])
  })

  test('is given up and left once nobody reads', () => {
    const { ahead, givenUp, send } = read()
    ahead.end()
    send(4, events[0] ?? null)
    expect(givenUp).toEqual([1, 2, 3, 4])
  })
})

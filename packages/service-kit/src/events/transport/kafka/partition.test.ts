import { describe, expect, test } from 'vitest'
import { laneOf } from '../../lane.js'
import { sampleEvent } from '../../testing/sample-events.js'
import { type Message, Partition } from './partition.js'

const [first, second] = [sampleEvent('key-0', 0), sampleEvent('key-1', 0)]
const [lane, other] = [laneOf('key-0'), laneOf('key-1')]
const unwanted = (offset: string): Message => ({ offset, event: null })

/** With an event of each of two lanes at 7 and 8, and at 9 one nobody wants. */
function partition(): Partition {
  const made = new Partition(3)
  made.add([{ offset: '7', event: first }, { offset: '8', event: second }, unwanted('9')])
  return made
}

describe('a partition', () => {
  test('hands out the events of each lane', () => {
    expect(partition().lanes()).toEqual(new Set([lane, other]))
    expect(partition().chunk(lane, 50)).toEqual([first])
    expect(partition().waiting).toBe(2)
  })

  test('is at the first event that is not dealt with, whatever is dealt with behind it', () => {
    const it = partition()
    it.done(other, 1)
    expect(it.position).toBe(7n)
    it.done(lane, 1)
    expect(it.position).toBe(10n)
    expect(it.waiting).toBe(0)
  })

  test('passes what is not wanted', () => {
    const it = new Partition(0)
    expect(it.position).toBeUndefined()
    it.add([unwanted('0'), unwanted('1')])
    expect(it.moved()).toBe(2n)
  })

  test('takes nothing twice', () => {
    const it = partition()
    it.add([
      { offset: '8', event: second },
      { offset: '10', event: first },
    ])
    expect(it.chunk(other, 50)).toEqual([second])
    expect(it.chunk(lane, 50)).toEqual([first, first])
  })

  test('has moved until that is noted', () => {
    const it = partition()
    expect(it.moved()).toBeUndefined()
    it.done(lane, 1)
    expect(it.moved()).toBe(8n)
    it.noted(8n)
    expect(it.moved()).toBeUndefined()
  })
})

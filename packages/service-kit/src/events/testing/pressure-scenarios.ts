import { expect } from 'vitest'
import { MAX_BATCH } from '../transport/transport.js'
import { inOrder, sampleEvents } from './sample-events.js'
import { Collector, collect, publishAll, type Scenario } from './transport-under-test.js'
import { gate, until } from './until.js'

const KEYS = 3
const ROUNDS = 10

/** What a transport does when more is published than is received. */
export const pressureScenarios: Readonly<Record<string, Scenario>> = {
  'hands over no more than a batch of each lane to receivers that stand still, and takes what is published':
    async it => {
      const transport = await it.open()
      const collector = new Collector()
      const slow = gate()
      let handed = 0
      let largest = 0
      collector.before = events => {
        handed += events.length
        largest = Math.max(largest, events.length)
        return slow.opened
      }
      collect(transport, collector)
      const events = sampleEvents(KEYS, 2 * MAX_BATCH)
      await publishAll(transport, events)
      await until('it has begun', () => handed > 0)
      await publishAll(transport, events.slice(0, 1))
      expect(handed).toBeLessThanOrEqual(KEYS * MAX_BATCH)
      slow.open()
      await until('all are delivered', () => collector.distinct === events.length)
      expect(largest).toBeLessThanOrEqual(MAX_BATCH)
      return collector.events
    },

  'does not let a subscription that stands still slow the others of its process': async it => {
    const transport = await it.open()
    const [slow, quick] = [new Collector(), new Collector()]
    const standing = gate()
    let begun = 0
    slow.before = () => {
      begun++
      return standing.opened
    }
    collect(transport, slow, { name: 'sample.slow' })
    collect(transport, quick, { name: 'sample.quick' })
    const events = sampleEvents(40, ROUNDS)
    await publishAll(transport, events.slice(0, 40))
    await until('it stands still', () => begun > 0)
    for (let end = 40; end <= events.length; end += 40) {
      await publishAll(transport, events.slice(end - 40, end))
      await until('the others have all', () => quick.has(events.slice(0, end)))
    }
    expect(slow.events).toEqual([])
    standing.open()
    await until('it follows', () => slow.has(events))
    expect(inOrder(quick.events)).toBe(true)
    return slow.events
  },
}

import { expect } from 'vitest'
import { laneOf } from '../lane.js'
import { numberOf, sampleEvents } from './sample-events.js'
import { Collector, collect, publishAll, type Scenario } from './transport-under-test.js'
import { gate, until } from './until.js'

/** What a transport does when receivers refuse, or are slow with a key. */
export const failureScenarios: Readonly<Record<string, Scenario>> = {
  'brings what was refused again': async it => {
    const transport = await it.open()
    const collector = new Collector()
    let refusals = 0
    collector.before = events => {
      if (events.some(event => numberOf(event) === 3) && refusals++ < 3) throw new Error('not yet')
    }
    collect(transport, collector)
    const events = sampleEvents(20, 10)
    await publishAll(transport, events)
    await until('all are delivered', () => collector.distinct === events.length)
    expect(refusals).toBeGreaterThan(3)
    return collector.events
  },

  'does not let a slow receiver of one key hold up the keys of other lanes': async it => {
    const transport = await it.open()
    const collector = new Collector()
    const slow = gate()
    collector.before = async events => {
      if (events.some(({ partitionkey }) => partitionkey === 'key-0')) await slow.opened
    }
    collect(transport, collector)
    const events = sampleEvents(30, 3)
    const apart = events.filter(({ partitionkey }) => laneOf(partitionkey) !== laneOf('key-0'))
    await publishAll(transport, events)
    await until('the others are delivered', () => collector.has(apart))
    slow.open()
    await until('all are delivered', () => collector.distinct === events.length)
    return collector.events
  },

  'hands over one batch of a lane at a time': async it => {
    const transport = await it.open()
    const collector = new Collector()
    const running = new Set<number>()
    let overlaps = 0
    collector.before = async events => {
      const lanes = new Set(events.map(({ partitionkey }) => laneOf(partitionkey)))
      for (const lane of lanes) if (running.has(lane)) overlaps++
      for (const lane of lanes) running.add(lane)
      await new Promise(resolve => setImmediate(resolve))
      for (const lane of lanes) running.delete(lane)
    }
    collect(transport, collector)
    const events = sampleEvents(30, 5)
    for (const event of events) await publishAll(transport, [event])
    await until('all are delivered', () => collector.distinct === events.length)
    expect(overlaps).toBe(0)
    return collector.events
  },

  'holds up nothing but its lane with what is refused again and again': async it => {
    const transport = await it.open()
    const collector = new Collector()
    let isPoisoned = true
    collector.before = events => {
      if (isPoisoned && events.some(({ partitionkey }) => partitionkey === 'key-0')) throw new Error('poison')
    }
    collect(transport, collector)
    const events = sampleEvents(30, 10)
    const apart = events.filter(({ partitionkey }) => laneOf(partitionkey) !== laneOf('key-0'))
    await publishAll(transport, events)
    await until('the others are delivered', () => collector.has(apart))
    expect(collector.events.filter(({ partitionkey }) => partitionkey === 'key-0')).toEqual([])
    isPoisoned = false
    await until('all are delivered', () => collector.distinct === events.length)
    return collector.events
  },
}

import type { CloudEvent } from '@azora/contracts'
import { expect } from 'vitest'
import { LANES } from '../lane.js'
import type { Features, History, Transport } from '../transport/transport.js'
import { sampleEvent, sampleEvents } from './sample-events.js'
import { Collector, collect, NotApplicable, publishAll, type Scenario } from './transport-under-test.js'
import { gate, until } from './until.js'

const AGAIN = 'sample.again'
const ROUNDS = 3

/** What a transport delivers while nothing goes wrong. */
export const deliveryScenarios: Readonly<Record<string, Scenario>> = {
  'delivers everything': async it => {
    const transport = await it.open()
    const collector = new Collector()
    collect(transport, collector)
    const events = sampleEvents(40, 30)
    await publishAll(transport, events)
    await until('all are delivered', () => collector.distinct === events.length)
    return collector.events
  },

  'delivers what was published before anybody subscribed, and what comes after': async it => {
    const transport = await it.open()
    await publishAll(transport, [sampleEvent('a', 0)])
    const collector = new Collector()
    collect(transport, collector)
    await until('the first is delivered', () => collector.distinct === 1)
    await publishAll(transport, [sampleEvent('a', 1)])
    await until('the second is delivered', () => collector.distinct === 2)
    return collector.events
  },

  'gives each subscription the types it wants, whatever the others do': async it => {
    const transport = await it.open()
    const [users, all] = [new Collector(), new Collector()]
    collect(transport, users, { name: 'sample.users', types: /^user\.[^.]+$/ })
    collect(transport, all, { name: 'sample.all' })
    const types = ['user.registered', 'order.paid', 'user.deleted', 'users.counted']
    const events = types.map((type, n) => sampleEvent('a', n, type))
    await publishAll(transport, events)
    await until('all are delivered', () => all.distinct === 4 && users.distinct === 2)
    expect(users.events.map(({ type }) => type)).toEqual(['user.registered', 'user.deleted'])
    return all.events
  },

  'carries an envelope unchanged': async it => {
    const transport = await it.open()
    const collector = new Collector()
    collect(transport, collector)
    const data = { n: 0, text: 'é\u0001\n\\"', deep: [{ n: 1.5, none: null }] }
    const event = { ...sampleEvent('ключ 🔑', 0), data }
    await publishAll(transport, [event])
    await until('it is delivered', () => collector.events.length > 0)
    expect(collector.events[0]).toEqual(event)
    return collector.events
  },

  'has what was delivered to be read again, if it says so': async it => {
    const transport = await it.open()
    const { features, history } = replayable(transport)
    const collector = new Collector()
    collect(transport, collector)
    const events = sampleEvents(5, 4)
    await publishAll(transport, events)
    await until('all are delivered', () => collector.distinct === events.length)
    const again = await readAgain(history)
    expect(heldOf(again, features)).toEqual(idsOf(events).toSorted())
    return again
  },

  'holds what is sent twice once, if it says so': async it => {
    const transport = await it.open()
    const { features, history } = replayable(transport)
    if (!features.distinct) throw new NotApplicable('what is sent twice may be there twice')
    const events = sampleEvents(5, 4)
    for (const sent of [events.slice(0, 7), events]) await publishAll(transport, sent)
    const again = await readAgain(history)
    expect(idsOf(again).toSorted()).toEqual(idsOf(events).toSorted())
    return again
  },

  'has what was published to be read again while more is published, if it says so': async it => {
    const [publisher, reader] = [await it.open(), await it.open()]
    const { features, history } = replayable(reader)
    await until('it has its broker', () => history.identity().then(Boolean, () => false))
    const before: CloudEvent[] = []
    let again: CloudEvent[] = []
    for (let n = 0; n < ROUNDS; n++) {
      const more = Array.from({ length: 30 }, (_, key) => sampleEvent(`key-${key}`, n))
      const publishing = publishAll(publisher, more)
      again = await readAgain(history)
      await publishing
      const ids = new Set(idsOf(again))
      expect(before.filter(({ id }) => !ids.has(id))).toEqual([])
      before.push(...more)
    }
    expect(heldOf(await readAgain(history), features)).toEqual(idsOf(before).toSorted())
    return again
  },

  'says how many wait': async it => {
    const transport = await it.open()
    const collector = new Collector()
    const slow = gate()
    let isHeld = false
    collector.before = () => {
      isHeld = true
      return slow.opened
    }
    const subscription = collect(transport, collector)
    await publishAll(transport, sampleEvents(1, 7))
    // Only who reads can say what waits; publishing may be done before a subscription has begun.
    await until('the first are held', () => isHeld)
    await until('all wait', async () => (await subscription.lag()) === 7)
    slow.open()
    await until('none waits', async () => (await subscription.lag()) === 0)
    return collector.events
  },
}

const idsOf = (events: readonly CloudEvent[]) => events.map(({ id }) => id)

/** @throws {NotApplicable} */
function replayable({ features, history }: Transport): { features: Features; history: History } {
  if (!features.replay || !history) throw new NotApplicable('what was delivered cannot be read again')
  return { features, history }
}

/** What was read again, without repetitions only where there may be some. */
function heldOf(again: readonly CloudEvent[], { distinct }: Features): string[] {
  const ids = idsOf(again)
  return (distinct ? ids : [...new Set(ids)]).toSorted()
}

/** Everything a log holds, lane by lane from its beginning to where it ended. */
async function readAgain(history: History): Promise<CloudEvent[]> {
  const events: CloudEvent[] = []
  const edges = await history.edges()
  const ends = new Map([...edges].map(([lane, { end }]) => [lane, end]))
  for (let lane = 0; lane < LANES; lane++) {
    let cursor = '0'
    await until('the lane is read to its end', async () => {
      const request = { reader: AGAIN, cursors: new Map([[lane, cursor]]), ends, types: /^/, most: 3 }
      const [page] = await history.read(request)
      events.push(...(page?.entries ?? []).map(({ event }) => event))
      cursor = page?.readTo ?? cursor
      return page?.hasMore === false
    })
    history.release?.(AGAIN, lane)
  }
  return events
}

import type { CloudEvent } from '@azora/contracts'
import { describe, expect, test } from 'vitest'
import { laneOf } from '../lane.js'
import { MAX_BATCH, type Subscribed, type Transport } from '../transport/transport.js'
import { inOrder, numberOf, sampleEvent, sampleEvents } from './sample-events.js'
import { gate, until } from './until.js'

/** A broker of a test's own, and the instances that use it. */
export interface TransportUnderTest extends AsyncDisposable {
  /** A started transport, as one process of a service has. All share subscriptions of one name. */
  open(): Promise<Transport>
  /** Ends an instance as the death of its process would: it says nothing to anybody. */
  kill?(transport: Transport): Promise<void>
  /** Takes the broker away from everybody, and brings it back as it was. */
  outage?: { begin(): Promise<void>; end(): Promise<void> }
}

const ALL = /^.*$/

/** Collects what is delivered. */
class Collector {
  readonly events: CloudEvent[] = []
  /** Called with each batch before it counts as received. */
  before: (events: readonly CloudEvent[]) => Promise<void> | void = () => {}
  readonly receive = async (events: readonly CloudEvent[]) => {
    await this.before(events)
    this.events.push(...events)
  }

  /** Events without repetitions. */
  get distinct(): number {
    return new Set(this.events.map(({ id }) => id)).size
  }
}

function subscribed(
  transport: Transport,
  collector: Collector,
  { name = 'sample.collect', types = ALL } = {},
) {
  return transport.subscribe({ name, types, receive: collector.receive })
}

async function published(transport: Transport, events: readonly CloudEvent[]): Promise<void> {
  let known: string | null = null
  for (let start = 0; start < events.length; start += MAX_BATCH)
    known = await transport.publish(events.slice(start, start + MAX_BATCH), known)
}

/** Holds a transport to what its interface says. What its features exclude is not asked of it. */
export function transportConformance(name: string, make: () => Promise<TransportUnderTest>): void {
  describe(`the ${name} transport`, () => {
    delivery(make)
    failures(make)
    sharing(make)
    outages(make)
  })
}

function delivery(make: () => Promise<TransportUnderTest>): void {
  test('delivers everything in the order of its key', async () => {
    await using it = await make()
    const transport = await it.open()
    const collector = new Collector()
    subscribed(transport, collector)
    const events = sampleEvents(40, 30)
    await published(transport, events)
    await until('all are delivered', () => collector.distinct === events.length)
    expect(inOrder(collector.events)).toBe(true)
  })

  test('delivers what was published before anybody subscribed, and what comes after', async () => {
    await using it = await make()
    const transport = await it.open()
    await published(transport, [sampleEvent('a', 0)])
    const collector = new Collector()
    subscribed(transport, collector)
    await until('the first is delivered', () => collector.distinct === 1)
    await published(transport, [sampleEvent('a', 1)])
    await until('the second is delivered', () => collector.distinct === 2)
  })

  test('gives each subscription the types it wants, whatever the others do', async () => {
    await using it = await make()
    const transport = await it.open()
    const [users, all] = [new Collector(), new Collector()]
    subscribed(transport, users, { name: 'sample.users', types: /^user\.[^.]+$/ })
    subscribed(transport, all, { name: 'sample.all' })
    const types = ['user.registered', 'order.paid', 'user.deleted', 'users.counted']
    await published(
      transport,
      types.map((type, n) => sampleEvent('a', n, type)),
    )
    await until('all are delivered', () => all.distinct === 4 && users.distinct === 2)
    expect(users.events.map(({ type }) => type)).toEqual(['user.registered', 'user.deleted'])
  })

  test('carries an envelope unchanged', async () => {
    await using it = await make()
    const transport = await it.open()
    const collector = new Collector()
    subscribed(transport, collector)
    const event = {
      ...sampleEvent('ключ "\\ 🔑', 0),
      data: { text: 'é\u0001\n', deep: [{ n: 1.5, none: null }] },
    }
    await published(transport, [event])
    await until('it is delivered', () => collector.events.length > 0)
    expect(collector.events[0]).toEqual(event)
  })

  test('says how many wait', async () => {
    await using it = await make()
    const transport = await it.open()
    const collector = new Collector()
    const slow = gate()
    collector.before = () => slow.opened
    const subscription = subscribed(transport, collector)
    await published(transport, sampleEvents(1, 7))
    await until('all wait', async () => (await subscription.lag()) === 7)
    slow.open()
    await until('none waits', async () => (await subscription.lag()) === 0)
  })
}

function failures(make: () => Promise<TransportUnderTest>): void {
  test('brings what was refused again, and lets nothing of its key overtake it', async () => {
    await using it = await make()
    const transport = await it.open()
    const collector = new Collector()
    let refusals = 0
    collector.before = events => {
      if (events.some(event => numberOf(event) === 3) && refusals++ < 3) throw new Error('not yet')
    }
    subscribed(transport, collector)
    const events = sampleEvents(20, 10)
    await published(transport, events)
    await until('all are delivered', () => collector.distinct === events.length)
    expect(refusals).toBeGreaterThan(3)
    expect(inOrder(collector.events)).toBe(true)
  })

  test('does not let a slow receiver of one key hold up the keys of other lanes', async () => {
    await using it = await make()
    const transport = await it.open()
    const collector = new Collector()
    const slow = gate()
    collector.before = events =>
      events.some(({ partitionkey }) => partitionkey === 'key-0') ? slow.opened : undefined
    subscribed(transport, collector)
    const events = sampleEvents(30, 3)
    const apart = events.filter(({ partitionkey }) => laneOf(partitionkey) !== laneOf('key-0'))
    await published(transport, events)
    await until('the others are delivered', () => collector.distinct >= apart.length)
    slow.open()
    await until('all are delivered', () => collector.distinct === events.length)
  })

  test('hands over no more than one batch of a lane at a time', async () => {
    await using it = await make()
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
    subscribed(transport, collector)
    for (const event of sampleEvents(30, 5)) await published(transport, [event])
    await until('all are delivered', () => collector.distinct === 150)
    expect(overlaps).toBe(0)
  })
}

function sharing(make: () => Promise<TransportUnderTest>): void {
  test('goes on where a subscription was stopped', async () => {
    await using it = await make()
    const transport = await it.open()
    const [first, second] = [new Collector(), new Collector()]
    const subscription = subscribed(transport, first)
    await published(transport, sampleEvents(5, 4))
    await until('the first have been delivered', () => first.distinct === 20)
    await subscription.stop()
    if (!transport.features.replay) return
    await published(transport, [sampleEvent('key-0', 4)])
    subscribed(await it.open(), second)
    await until('the next is delivered', () => second.events.length > 0)
    expect(second.events.map(numberOf)).toEqual([4])
  })

  test('shares the lanes among instances, who hand them over without a break in the order', async () => {
    await using it = await make()
    const transport = await it.open()
    if (!transport.features.competing) return
    const together = new Collector()
    const counts = [0, 0, 0]
    const share = (index: number) => {
      const collector = new Collector()
      collector.before = events => {
        counts[index] = (counts[index] ?? 0) + events.length
        together.events.push(...events)
      }
      return collector
    }
    const subscriptions: Subscribed[] = [subscribed(transport, share(0))]
    let n = 0
    const publishUntil = async (what: string, isSo: () => boolean) => {
      while (!isSo()) {
        await published(
          transport,
          Array.from({ length: 40 }, (_, key) => sampleEvent(`key-${key}`, n)),
        )
        n++
        if (n > 2_000) throw new Error(`it is not so: ${what}`)
        await until('none is far behind', () => together.distinct >= 40 * (n - 3))
      }
    }
    subscriptions.push(subscribed(await it.open(), share(1)), subscribed(await it.open(), share(2)))
    await publishUntil('all three have some', () => counts.every(count => count > 0))
    await subscriptions[1]?.stop()
    const before = [...counts]
    await publishUntil('the others go on', () => (counts[2] ?? 0) > (before[2] ?? 0) + 40)
    await until('all are delivered', () => together.distinct === 40 * n)
    expect(inOrder(together.events)).toBe(true)
  })

  test('takes over from an instance that has died', async () => {
    await using it = await make()
    const [doomed, other] = [await it.open(), await it.open()]
    if (!it.kill) return
    const [first, second] = [new Collector(), new Collector()]
    subscribed(doomed, first)
    await published(other, sampleEvents(10, 2))
    await until('it works', () => first.distinct === 20)
    subscribed(other, second)
    await it.kill(doomed)
    const more = Array.from({ length: 10 }, (_, key) => sampleEvent(`key-${key}`, 2))
    await published(other, more)
    const ids = new Set(more.map(({ id }) => id))
    await until(
      'the other goes on',
      () => second.events.filter(({ id }) => ids.has(id)).length >= more.length,
    )
    expect(inOrder([...first.events, ...second.events])).toBe(true)
  })
}

function outages(make: () => Promise<TransportUnderTest>): void {
  test('works through an outage of the broker without being restarted', async () => {
    await using it = await make()
    if (!it.outage) return
    const [publisher, reader] = [await it.open(), await it.open()]
    const collector = new Collector()
    subscribed(reader, collector)
    await published(publisher, sampleEvents(10, 2))
    await until('it works', () => collector.distinct === 20)
    await it.outage.begin()
    const during = Array.from({ length: 10 }, (_, key) => sampleEvent(`key-${key}`, 2))
    await expect(publisher.publish(during, null)).rejects.toThrow(Error)
    await it.outage.end()
    await until('it can be published again', () =>
      published(publisher, during).then(
        () => true,
        () => false,
      ),
    )
    await until('all are delivered', () => collector.distinct === 30)
    expect(inOrder(collector.events)).toBe(true)
  })
}

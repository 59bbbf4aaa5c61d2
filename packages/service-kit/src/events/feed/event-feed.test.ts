import { afterEach, beforeEach, expect, test } from 'vitest'
import { LANES, laneOf } from '../lane.js'
import { ANY, FeedAudience, type Heard } from '../testing/feed-audience.js'
import { sampleEvent } from '../testing/sample-events.js'
import { until } from '../testing/until.js'
import { MemoryTransport } from '../transport/memory/memory-transport.js'
import type { History } from '../transport/transport.js'
import type { EventFeed } from './event-feed.js'

/** A log that counts how it is read, goes away, and gives up what is old. */
function logOf(transport: MemoryTransport) {
  const it = { isAway: false, reads: 0, keptFrom: 0, open: 0 }
  const unlessAway = <Result>(work: () => Promise<Result>) =>
    it.isAway ? Promise.reject(new Error('the log is away')) : work()
  const { history } = transport
  const isKept = ({ pos }: { pos: string }) => Number(pos) > it.keptFrom
  const log: History = {
    ...history,
    identity: () => unlessAway(() => history.identity()),
    edges: () =>
      unlessAway(async () => {
        const edges = await history.edges()
        const start = String(it.keptFrom)
        return new Map(
          [...edges].map(([lane, { end }]) => [lane, { start, end: isKept({ pos: end }) ? end : start }]),
        )
      }),
    read: request =>
      unlessAway(async () => {
        it.reads++
        return (await history.read(request)).map(page => ({ ...page, entries: page.entries.filter(isKept) }))
      }),
    hear: heard => {
      it.open++
      const deafen = history.hear(heard)
      return () => {
        it.open--
        deafen()
      }
    },
  }
  return Object.assign(it, { log })
}

let audience: FeedAudience
beforeEach(() => {
  audience = new FeedAudience()
})
afterEach(() => audience[Symbol.asyncDispose]())

const feedOf = (log: History) => audience.feed(log, { patienceMs: 20 })

async function follow(feed: EventFeed): Promise<Heard> {
  const heard = await audience.heard(feed)
  await until('it has begun', () => heard.messages.length > 0)
  return heard
}

test('however many follow, the end of the log is read once, and by nobody when all have left', async () => {
  const transport = new MemoryTransport()
  const it = logOf(transport)
  const feed = feedOf(it.log)
  const all = await Promise.all(Array.from({ length: 50 }, () => follow(feed)))
  const before = it.reads
  await transport.publish([sampleEvent('a', 0)])
  await until('all are told', () => all.every(({ events }) => events.length === 1))
  // The event, that there is no more, and a look each second.
  expect(it.reads - before).toBeLessThan(all.length)
  expect(it.open).toBe(1)
  for (const one of all) await one.end()
  expect(it.open).toBe(0)
})

test('all who are up to date are told the very same, whenever they came', async () => {
  const transport = new MemoryTransport()
  const feed = feedOf(logOf(transport).log)
  const first = await follow(feed)
  await transport.publish([sampleEvent('a', 0), sampleEvent('b', 0)])
  await until('it is told', () => first.events.length === 2)
  const [heartbeat] = first.messages
  const [second, resumed] = [await follow(feed), await audience.heard(feed, { cursor: heartbeat?.cursor })]
  await transport.publish([sampleEvent('a', 1)])
  const all = [first, second, resumed]
  await until('all are told', () => [3, 1, 3].every((count, n) => all[n]?.events.length === count))
  expect(new Set(all.map(({ messages }) => messages.findLast(({ kind }) => kind === 'event'))).size).toBe(1)
  expect(first.messages.filter(({ kind }) => kind === 'event')).toEqual(
    resumed.messages.filter(({ kind }) => kind === 'event'),
  )
})

test('who comes back too late is told that something is missing, and goes on with what is kept', async () => {
  const transport = new MemoryTransport()
  const it = logOf(transport)
  const feed = feedOf(it.log)
  const { cursor } = await feed.page(ANY)
  const events = Array.from({ length: 4 }, (_, n) => sampleEvent('a', n))
  await transport.publish(events)
  it.keptFrom = 2
  const { items, cursor: next } = await feed.page({ ...ANY, cursor })
  expect(items).toMatchObject([
    { kind: 'gap', reason: 'no-longer-kept' },
    { kind: 'event', event: events[2] },
    { kind: 'event', event: events[3] },
  ])
  expect((await feed.page({ ...ANY, cursor: next })).items).toEqual([])
})

test('a page has what the log held when it was asked for, however late that is sent', async () => {
  const transport = new MemoryTransport()
  const { log } = logOf(transport)
  let late = 6
  const read: History['read'] = async request => {
    if (late-- <= 0) return log.read(request)
    const hasMore = (lane: number, readTo: string) => Number(readTo) < Number(request.ends?.get(lane))
    return [...request.cursors].map(([lane, readTo]) => ({
      lane,
      entries: [],
      readTo,
      hasMore: hasMore(lane, readTo),
    }))
  }
  const feed = audience.feed({ ...log, read }, { patienceMs: 60_000 })
  const { cursor } = await feed.page(ANY)
  await transport.publish([sampleEvent('a', 0)])
  expect((await feed.page({ ...ANY, cursor })).items).toHaveLength(1)
})

test('while the log is away those who follow wait, and nobody new is let in', async () => {
  const transport = new MemoryTransport()
  const it = logOf(transport)
  const feed = feedOf(it.log)
  const [one, cursor] = [await follow(feed), (await feed.page(ANY)).cursor]
  it.isAway = true
  await transport.publish([sampleEvent('a', 0)])
  const elsewhere = feedOf(it.log)
  await expect(elsewhere.page({ ...ANY, cursor })).rejects.toMatchObject({ code: 'service-unavailable' })
  expect(one.events.length).toBe(0)
  it.isAway = false
  await until('it is told', () => one.events.length === 1)
  expect((await elsewhere.page({ ...ANY, cursor })).items).toHaveLength(1)
})

test('what happened first is told first, whatever its lane, as far as it is read together', async () => {
  const transport = new MemoryTransport()
  const feed = feedOf(logOf(transport).log)
  const { cursor } = await feed.page(ANY)
  const events = Array.from({ length: LANES }, (_, n) => sampleEvent(`key-${n * 7}`, 0))
  expect(new Set(events.map(({ partitionkey }) => laneOf(partitionkey))).size).toBeGreaterThan(4)
  await transport.publish(events)
  const { items } = await feed.page({ ...ANY, cursor })
  expect(items.map(item => item.kind === 'event' && item.event.id)).toEqual(events.map(({ id }) => id))
})

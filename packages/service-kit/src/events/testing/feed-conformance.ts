import type { CloudEvent } from '@azora/contracts'
import { describe, expect, onTestFinished, test } from 'vitest'
import { EventFeed, type EventFeedOptions, type FeedMessage, type FeedRequest } from '../feed/event-feed.js'
import { cursorOf, cursorText } from '../feed/feed-cursor.js'
import type { Transport } from '../transport/transport.js'
import { numberOf, sampleEvent, sampleEvents } from './sample-events.js'
import { publishAll, publishSurely, type TransportUnderTest } from './transport-under-test.js'
import { gate, until } from './until.js'

const ALL = /^.*$/
const TEST_MS = 90_000
const ANY: FeedRequest = { types: ALL, wants: () => true, cursor: undefined }

/** One who follows a feed in a test. */
interface Heard {
  messages: FeedMessage[]
  readonly events: CloudEvent[]
  /** The last cursor that was given. */
  readonly cursor: string | undefined
  end(): void
}

/** A feed on a transport, ended with the test. */
function feedOn(transport: Transport, options?: EventFeedOptions): EventFeed {
  const { history } = transport
  if (!history) throw new TypeError(`${transport.name} has no history`)
  const feed = new EventFeed(history, options)
  onTestFinished(() => feed.stop())
  return feed
}

/** Follows a feed until told to end, or with the test. */
async function heardOf(
  feed: EventFeed,
  { pause, ...request }: Partial<FeedRequest> & { pause?: Promise<void> } = {},
): Promise<Heard> {
  const over = new AbortController()
  onTestFinished(() => over.abort())
  const messages: FeedMessage[] = []
  const told = await feed.follow({ ...ANY, ...request }, over.signal)
  void (async () => {
    for await (const message of told) {
      messages.push(message)
      if (message.kind === 'event') await pause
    }
  })()
  return {
    messages,
    get events() {
      return messages.flatMap(message => (message.kind === 'event' ? [message.event] : []))
    },
    get cursor() {
      return messages.at(-1)?.cursor
    },
    end: () => over.abort(),
  }
}

const idsOf = (events: readonly CloudEvent[]) => events.map(({ id }) => id).toSorted()

/** Whether each key's events stand in the order they were made in. */
function isInOrder(events: readonly CloudEvent[]): boolean {
  const last = new Map<string, number>()
  return events.every(event => {
    const isNext = numberOf(event) > (last.get(event.partitionkey) ?? -1)
    last.set(event.partitionkey, numberOf(event))
    return isNext
  })
}

async function tellsWhatComes(it: TransportUnderTest): Promise<void> {
  const transport = await it.open()
  await publishAll(transport, sampleEvents(3, 2))
  const heard = await heardOf(feedOn(transport))
  await until('it has begun', () => heard.messages.length > 0)
  const events = sampleEvents(10, 20)
  const ids = new Set(events.map(({ id }) => id))
  // Of what was written together with the last before, some may come along.
  const toldOf = () => heard.events.filter(({ id }) => ids.has(id))
  await publishAll(transport, events)
  await until('all are told', () => toldOf().length >= events.length)
  const told = toldOf()
  expect(idsOf(told)).toEqual(idsOf(events))
  expect(isInOrder(told)).toBe(true)
}

async function goesOn(it: TransportUnderTest): Promise<void> {
  const [publisher, one, other] = [await it.open(), await it.open(), await it.open()]
  const small = { window: { events: 50, bytes: 1_000_000 } }
  const feeds = [feedOn(one, small), feedOn(other, small)]
  const first = await heardOf(feeds[0] as EventFeed)
  await until('it has begun', () => first.cursor !== undefined)
  const events = sampleEvents(20, 40)
  const publishing = publishAll(publisher, events)
  const told: CloudEvent[] = []
  let cursor = first.cursor
  first.end()
  for (let turn = 1; told.length < events.length; turn++) {
    const heard = await heardOf(feeds[turn % 2] as EventFeed, { cursor })
    await until('some are told', () => heard.events.length >= Math.min(90, events.length - told.length))
    heard.end()
    told.push(...heard.events)
    cursor = heard.cursor
  }
  await publishing
  expect(idsOf(told)).toEqual(idsOf(events))
  expect(isInOrder(told)).toBe(true)
}

async function bearsSlowReaders(it: TransportUnderTest): Promise<void> {
  const transport = await it.open()
  const feed = feedOn(transport, { window: { events: 20, bytes: 1_000_000 } })
  const { opened: pause, open: goOn } = gate()
  const [slow, quick] = [await heardOf(feed, { pause }), await heardOf(feed)]
  await until('both have begun', () => [slow, quick].every(({ cursor }) => cursor !== undefined))
  const events = sampleEvents(10, 30)
  await publishAll(transport, events)
  await until('one is told of all', () => quick.events.length === events.length)
  await until('the slow one is told of his first', () => slow.events.length > 0)
  expect(slow.events).toHaveLength(1)
  goOn()
  await until('the other is too', () => slow.events.length >= events.length)
  expect(idsOf(slow.events)).toEqual(idsOf(events))
  expect(isInOrder(slow.events)).toBe(true)
}

async function tellsWhatIsWanted(it: TransportUnderTest): Promise<void> {
  const transport = await it.open()
  const feed = feedOn(transport, { heartbeatMs: 20 })
  const wanted = { types: /^other\..*$/, wants: ({ partitionkey }: CloudEvent) => partitionkey === 'b' }
  const heard = await heardOf(feed, wanted)
  await until('it has begun', () => heard.cursor !== undefined)
  const start = heard.cursor
  const match = sampleEvent('b', 1, 'other.made')
  await publishSurely(transport, [...sampleEvents(9, 9), sampleEvent('a', 9, 'other.made'), match])
  await until('it is told', () => heard.events.length > 0)
  await until('a heartbeat follows', () => heard.messages.at(-1)?.kind === 'heartbeat')
  expect(heard.events).toEqual([match])
  expect((await feed.page({ ...ANY, ...wanted, cursor: start })).items).toMatchObject([{ event: match }])
  expect((await feed.page({ ...ANY, ...wanted, cursor: heard.cursor })).items).toEqual([])
}

async function meetsAnotherLog(it: TransportUnderTest): Promise<void> {
  const transport = await it.open()
  const feed = feedOn(transport)
  const { cursor } = await feed.page(ANY)
  const event = sampleEvent('a', 0)
  await publishSurely(transport, [event])
  const [, ...rest] = Object.values(cursorOf(cursor) ?? {}) as [string, string[]]
  const foreign = cursorText({ log: 'another', positions: rest.flat() })
  const heard = await heardOf(feed, { cursor: foreign })
  await until('it is told', () => heard.events.length > 0)
  expect(heard.messages.find(({ kind }) => kind !== 'heartbeat')).toMatchObject({
    kind: 'gap',
    reason: 'another-log',
  })
  expect(heard.events).toEqual([event])
}

async function refusesNonsense(it: TransportUnderTest): Promise<void> {
  const feed = feedOn(await it.open())
  const { cursor } = await feed.page(ANY)
  const { log = '', positions = [] } = cursorOf(cursor) ?? {}
  const bad = [
    'nonsense',
    cursorText({ log, positions: positions.map(() => 'x') }),
    cursorText({ log, positions: [] }),
  ]
  for (const text of bad)
    await expect(feed.page({ ...ANY, cursor: text })).rejects.toMatchObject({ code: 'invalid-request' })
}

const SCENARIOS: readonly [name: string, scenario: (it: TransportUnderTest) => Promise<void>][] = [
  ['tells of what comes, once and in order, and not of what was before', tellsWhatComes],
  ['goes on from any cursor without loss or repetition, in another process, while more comes', goesOn],
  ['leaves nobody out who reads slowly, and tells the others meanwhile', bearsSlowReaders],
  ['tells of what is wanted alone, and goes on behind what is not', tellsWhatIsWanted],
  ['says so where the log is another, and tells of what that holds', meetsAnotherLog],
  ['refuses what is no cursor', refusesNonsense],
]

/** What a feed promises, on whatever carries the events. */
export function feedConformance(name: string, underTest: () => Promise<TransportUnderTest>): void {
  describe(`a feed on ${name}`, { timeout: TEST_MS }, () => {
    test.each(SCENARIOS)('%s', async (_, scenario) => {
      expect.hasAssertions()
      await using it = await underTest()
      await scenario(it)
    })
  })
}

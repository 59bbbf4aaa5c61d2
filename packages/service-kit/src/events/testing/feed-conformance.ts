import type { CloudEvent } from '@azora/contracts'
import { describe, expect, test } from 'vitest'
import { cursorOf, cursorText } from '../feed/feed-cursor.js'
import { ANY, FeedAudience } from './feed-audience.js'
import { numberOf, sampleEvent, sampleEvents } from './sample-events.js'
import { publishAll, publishSurely, type TransportUnderTest } from './transport-under-test.js'
import { gate, until } from './until.js'

const TEST_MS = 90_000

/** What happens to feeds of a broker in one test. Returns what one who follows was told. */
type FeedScenario = (it: TransportUnderTest, audience: FeedAudience) => Promise<readonly CloudEvent[]>

const idsOf = (events: readonly CloudEvent[]) => events.map(({ id }) => id).toSorted()

/** Whether each key's events stand in the order they were made in, each once. */
function isInOrder(events: readonly CloudEvent[]): boolean {
  const last = new Map<string, number>()
  return events.every(event => {
    const isNext = numberOf(event) > (last.get(event.partitionkey) ?? -1)
    last.set(event.partitionkey, numberOf(event))
    return isNext
  })
}

const tellsWhatComes: FeedScenario = async (it, audience) => {
  const transport = await it.open()
  await publishAll(transport, sampleEvents(3, 2))
  const heard = await audience.heard(audience.feed(transport.history))
  await until('it has begun', () => heard.messages.length > 0)
  const events = sampleEvents(10, 20)
  const ids = new Set(events.map(({ id }) => id))
  // Of what was written together with the last before, some may come along.
  const toldOf = () => heard.events.filter(({ id }) => ids.has(id))
  await publishAll(transport, events)
  await until('all are told', () => toldOf().length >= events.length)
  const told = toldOf()
  expect(idsOf(told)).toEqual(idsOf(events))
  return told
}

const goesOn: FeedScenario = async (it, audience) => {
  const [publisher, one, other] = [await it.open(), await it.open(), await it.open()]
  const small = { window: { events: 50, bytes: 1_000_000 } }
  const [here, there] = [audience.feed(one.history, small), audience.feed(other.history, small)]
  const first = await audience.heard(here)
  await until('it has begun', () => first.cursor !== undefined)
  const events = sampleEvents(20, 40)
  const publishing = publishAll(publisher, events)
  const told: CloudEvent[] = []
  let cursor = first.cursor
  await first.end()
  for (let turn = 1; told.length < events.length; turn++) {
    const heard = await audience.heard(turn % 2 === 0 ? here : there, { cursor })
    await until('some are told', () => heard.events.length >= Math.min(90, events.length - told.length))
    await heard.end()
    told.push(...heard.events)
    cursor = heard.cursor
  }
  await publishing
  expect(idsOf(told)).toEqual(idsOf(events))
  return told
}

const bearsSlowReaders: FeedScenario = async (it, audience) => {
  const transport = await it.open()
  const feed = audience.feed(transport.history, { window: { events: 20, bytes: 1_000_000 } })
  const { opened: pause, open: goOn } = gate()
  const [slow, quick] = [await audience.heard(feed, { pause }), await audience.heard(feed)]
  await until('both have begun', () => [slow, quick].every(({ cursor }) => cursor !== undefined))
  const events = sampleEvents(10, 30)
  await publishAll(transport, events)
  await until('one is told of all', () => quick.events.length === events.length)
  await until('the slow one is told of his first', () => slow.events.length > 0)
  expect(slow.events).toHaveLength(1)
  goOn()
  await until('the other is too', () => slow.events.length >= events.length)
  expect(idsOf(slow.events)).toEqual(idsOf(events))
  return slow.events
}

const tellsWhatIsWanted: FeedScenario = async (it, audience) => {
  const transport = await it.open()
  const feed = audience.feed(transport.history, { heartbeatMs: 20, patienceMs: 60_000 })
  const wanted = { types: /^other\..*$/, wants: ({ partitionkey }: CloudEvent) => partitionkey === 'b' }
  const heard = await audience.heard(feed, wanted)
  await until('it has begun', () => heard.cursor !== undefined)
  const start = heard.cursor
  const match = sampleEvent('b', 1, 'other.made')
  await publishSurely(transport, [...sampleEvents(9, 9), sampleEvent('a', 9, 'other.made'), match])
  await until('it is told', () => heard.events.length > 0)
  await until('a heartbeat follows', () => heard.messages.at(-1)?.kind === 'heartbeat')
  expect(heard.events).toEqual([match])
  expect((await feed.page({ ...ANY, ...wanted, cursor: start })).items).toMatchObject([{ event: match }])
  expect((await feed.page({ ...ANY, ...wanted, cursor: heard.cursor })).items).toEqual([])
  return heard.events
}

const meetsAnotherLog: FeedScenario = async (it, audience) => {
  const transport = await it.open()
  const feed = audience.feed(transport.history)
  const { cursor } = await feed.page(ANY)
  const event = sampleEvent('a', 0)
  await publishSurely(transport, [event])
  const [, ...rest] = Object.values(cursorOf(cursor) ?? {}) as [string, string[]]
  const foreign = cursorText({ log: 'another', positions: rest.flat() })
  const heard = await audience.heard(feed, { cursor: foreign })
  await until('it is told', () => heard.events.length > 0)
  expect(heard.messages.find(({ kind }) => kind !== 'heartbeat')).toMatchObject({
    kind: 'gap',
    reason: 'another-log',
  })
  expect(heard.events).toEqual([event])
  return heard.events
}

const refusesNonsense: FeedScenario = async (it, audience) => {
  const feed = audience.feed((await it.open()).history)
  const { cursor } = await feed.page(ANY)
  const { log = '', positions = [] } = cursorOf(cursor) ?? {}
  const bad = [
    'nonsense',
    cursorText({ log, positions: positions.map(() => 'x') }),
    cursorText({ log, positions: [] }),
  ]
  for (const text of bad)
    await expect(feed.page({ ...ANY, cursor: text })).rejects.toMatchObject({ code: 'invalid-request' })
  return []
}

const SCENARIOS: readonly [name: string, scenario: FeedScenario][] = [
  ['tells of what comes, once and in order, and not of what was before', tellsWhatComes],
  ['goes on from any cursor without loss or repetition, in another process, while more comes', goesOn],
  ['leaves nobody out who reads slowly, and tells the others meanwhile', bearsSlowReaders],
  ['tells of what is wanted alone, and goes on behind what is not', tellsWhatIsWanted],
  ['says so where the log is another, and tells of what that holds', meetsAnotherLog],
  ['refuses what is no cursor', refusesNonsense],
]

/** What a feed promises, on whatever carries the events: each once, in the order of its key, and more. */
export function feedConformance(name: string, underTest: () => Promise<TransportUnderTest>): void {
  describe(`a feed on ${name}`, { timeout: TEST_MS }, () => {
    test.for(SCENARIOS)('%s', async ([, scenario]) => {
      await using it = await underTest()
      await using audience = new FeedAudience()
      expect(isInOrder(await scenario(it, audience))).toBe(true)
    })
  })
}

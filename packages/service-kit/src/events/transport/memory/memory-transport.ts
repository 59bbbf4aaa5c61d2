import { setTimeout as wait } from 'node:timers/promises'
import type { CloudEvent } from '@azora/contracts'
import { fullJitter } from '@azora/sdk/runtime'
import { newId } from '../../../new-id.js'
import { at } from '../../fault-point.js'
import { LANES, laneOf } from '../../lane.js'
import type { Edges, LanePage, ReadRequest } from '../lanes/lane-log.js'
import type { Features, History, Subscribed, Subscription, Transport } from '../transport.js'

const CHUNK = 50
const PAUSES = { firstMs: 2, longestMs: 50 }
const PLACE = /^\d{1,15}$/

/** What a subscription has yet to deal with, by lane. */
interface Reader {
  subscription: Subscription
  lanes: Map<number, CloudEvent[]>
  dealing: Map<number, Promise<void>>
  isStopped: boolean
}

/** Carries events within one process, for tests: nothing is kept, and nothing else need run. */
export class MemoryTransport implements Transport {
  readonly name = 'memory'
  readonly required = false
  readonly features: Features = { durability: 'none', competing: false, replay: true, distinct: true }
  /** Everything that was published, in order, each once. */
  readonly published: CloudEvent[] = []
  /** Grows with everything that is published and received: while it stands still, nothing happens. */
  activity = 0
  readonly history: History = {
    identity: async () => this.#identity,
    read: async request => pagesOf(this.published, request),
    edges: async () => edgesOf(this.published),
    place: pos => (PLACE.test(pos) ? BigInt(pos) : null),
    hear: heard => {
      this.#hearers.add(heard)
      return () => this.#hearers.delete(heard)
    },
  }
  readonly #identity = newId()
  readonly #known = new Set<string>()
  readonly #readers = new Set<Reader>()
  readonly #hearers = new Set<() => void>()

  async publish(events: readonly CloudEvent[]): Promise<string> {
    this.activity++
    for (const event of events) {
      if (!this.#known.has(event.id)) this.published.push(event)
      this.#known.add(event.id)
      for (const reader of this.#readers) this.#hand(reader, event)
    }
    for (const heard of this.#hearers) heard()
    return this.#identity
  }

  subscribe(subscription: Subscription): Subscribed {
    const reader: Reader = { subscription, lanes: new Map(), dealing: new Map(), isStopped: false }
    this.#readers.add(reader)
    for (const event of this.published) this.#hand(reader, event)
    return {
      lag: async () => waitingIn(reader),
      stop: async () => {
        reader.isStopped = true
        this.#readers.delete(reader)
        await at('memory.stop', () => Promise.all(reader.dealing.values()))
      },
    }
  }

  /** Whether everything published has been received by everybody. */
  get isQuiet(): boolean {
    return [...this.#readers].every(reader => waitingIn(reader) === 0 && reader.dealing.size === 0)
  }

  #hand(reader: Reader, event: CloudEvent): void {
    if (!reader.subscription.types.test(event.type)) return
    const lane = laneOf(event.partitionkey)
    reader.lanes.set(lane, [...(reader.lanes.get(lane) ?? []), event])
    if (reader.dealing.has(lane)) return
    const dealing = deal(reader, lane).finally(() => {
      this.activity++
      reader.dealing.delete(lane)
    })
    reader.dealing.set(lane, dealing)
  }
}

/** Reads on in each lane; an event's place is its number. */
function pagesOf(published: readonly CloudEvent[], { cursors, types, most }: ReadRequest): LanePage[] {
  const placed = published.map((event, index) => ({ pos: String(index + 1), event }))
  return [...cursors].map(([lane, cursor]) => {
    const beyond = placed.filter(
      ({ pos, event }) => Number(pos) > Number(cursor) && laneOf(event.partitionkey) === lane,
    )
    const entries = beyond.filter(({ event }) => types.test(event.type)).slice(0, most)
    const last = entries.length < most ? beyond.at(-1) : entries.at(-1)
    return { lane, entries, readTo: last?.pos ?? cursor, hasMore: entries.length > 0 }
  })
}

/** Nothing is ever given up. */
function edgesOf(published: readonly CloudEvent[]): Map<number, Edges> {
  const lanes = published.map(({ partitionkey }) => laneOf(partitionkey))
  return new Map(
    Array.from({ length: LANES }, (_, lane) => [
      lane,
      { start: '0', end: String(lanes.lastIndexOf(lane) + 1) },
    ]),
  )
}

function waitingIn({ lanes }: Reader): number {
  return [...lanes.values()].reduce((sum, events) => sum + events.length, 0)
}

async function deal(reader: Reader, lane: number): Promise<void> {
  const { subscription, lanes } = reader
  for (let attempt = 1; !reader.isStopped; ) {
    const chunk = (lanes.get(lane) ?? []).slice(0, CHUNK)
    if (chunk.length === 0) return
    try {
      await at('memory.receive', () => subscription.receive(chunk))
      lanes.set(lane, (lanes.get(lane) ?? []).slice(chunk.length))
      attempt = 1
    } catch {
      // Whoever received has said why; here it only comes again.
      await at('memory.pause', () => wait(fullJitter(attempt++, PAUSES)))
    }
  }
}

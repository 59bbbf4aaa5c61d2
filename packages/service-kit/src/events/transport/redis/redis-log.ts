import type { CloudEvent } from '@azora/contracts'
import type { Redis } from 'ioredis'
import { newId } from '../../../new-id.js'
import { at } from '../../fault-point.js'
import { LANES, laneOf } from '../../lane.js'
import type { Ears, Edges, LaneLog, LanePage, ReadRequest } from '../lanes/lane-log.js'
import { BrokerForgot, type Features } from '../transport.js'
import { APPEND, IDENTITY, TIDY, TIDY_MS } from './log-scripts.js'
import type { RedisConnection } from './redis-connection.js'
import { bareIdentity } from './redis-server.js'
import { CHANNEL, ENDS, type Script, streamOf } from './script.js'

/** What is read of a lane at once: pages of all lanes come in one answer. */
const PAGE = 100

const ID = /^\d{1,15}-(\d{1,15})$/

type Fields = readonly [string, string, string, string]

/** The log of events as Redis Streams, one for each lane. */
export class RedisLog implements LaneLog {
  readonly tidyMs = TIDY_MS
  readonly #redis: RedisConnection

  constructor(redis: RedisConnection) {
    this.#redis = redis
  }

  /** A server that keeps nothing in files is known to have forgotten when it was started again, and gets everything again. */
  get features(): Features {
    return {
      durability: this.#redis.isDurable ? 'broker' : 'process',
      competing: true,
      replay: true,
      distinct: true,
    }
  }

  /** All events or none, in one script. @throws {BrokerForgot} */
  async append(events: readonly CloudEvent[], known: string | null): Promise<string> {
    const rows = events.flatMap(event => [
      laneOf(event.partitionkey),
      event.id,
      event.type,
      JSON.stringify(event),
    ])
    const identity = await at('redis-log.append', () => this.#identityBy(APPEND, known ?? '', rows))
    if (known !== null && identity !== known) throw new BrokerForgot(identity)
    return identity
  }

  identity(): Promise<string> {
    return this.#identityBy(IDENTITY)
  }

  async read({ cursors, types, most }: ReadRequest): Promise<LanePage[]> {
    const lanes = [...cursors.keys()]
    const count = Math.min(most, PAGE)
    const streams = await at('redis-log.read', () =>
      this.#redis.use(client =>
        client.xread('COUNT', count, 'STREAMS', ...lanes.map(streamOf), ...cursors.values()),
      ),
    )
    const found = new Map(streams as [string, [string, Fields][]][] | null)
    return lanes.map(lane => {
      const rows = found.get(streamOf(lane)) ?? []
      const entries = rows
        .filter(([, [, type]]) => types.test(type))
        .map(([pos, [, , , text]]) => ({ pos, event: JSON.parse(text) as CloudEvent }))
      const readTo = rows.at(-1)?.[0] ?? cursors.get(lane) ?? '0-0'
      return { lane, entries, readTo, hasMore: rows.length === count }
    })
  }

  /** The numbers of a lane leave none out: what is missing before its first entry is gone. */
  async edges(): Promise<Map<number, Edges>> {
    const { firsts, ends } = await at('redis-log.edges', () =>
      this.#redis.use(client => firstsAndEnds(client)),
    )
    return new Map(
      firsts.map((first, lane) => {
        const end = ends[lane] ?? '0-0'
        return [lane, { start: first === undefined ? end : before(first), end }]
      }),
    )
  }

  place(pos: string): bigint | null {
    const [, number] = ID.exec(pos) ?? []
    return number === undefined ? null : BigInt(number)
  }

  /** Counts what is not wanted too, as far as that has not been passed yet. */
  async lag({ cursors }: Pick<ReadRequest, 'cursors'>): Promise<number> {
    const ends = await at('redis-log.lag', () => this.#redis.use(client => client.hgetall(ENDS)))
    return [...cursors]
      .map(([lane, cursor]) => numberOf(ends[lane] ?? cursor) - numberOf(cursor))
      .reduce((sum, waiting) => sum + Math.max(0, waiting), 0)
  }

  listen(heard: () => void, lost: (ears: Ears) => void): Promise<Ears> {
    return this.#redis.listen(CHANNEL, heard, lost)
  }

  async tidy(): Promise<void> {
    await at('redis-log.tidy', () => this.#redis.use(client => TIDY(client, ['', newId()])))
  }

  async close(): Promise<void> {
    await at('redis-log.close', () => this.#redis.close())
  }

  #identityBy(script: Script, known = '', rows: readonly (string | number)[] = []): Promise<string> {
    return this.#redis.use(async (client, server) => {
      const args = [bareIdentity(known, server), newId(), ...rows]
      const identity = await at('redis-log.script', () => script(client, args))
      return `${String(identity)}${server.run}`
    })
  }
}

/** The number of an entry in its lane. */
function numberOf(id: string): number {
  return Number(id.split('-')[1] ?? 0)
}

/** The place just before an entry. */
function before(id: string): string {
  const [ms, number] = id.split('-')
  return `${ms}-${Number(number) - 1}`
}

/** By lane: the id of the first entry, and that of the last. */
interface FirstsAndEnds {
  firsts: (string | undefined)[]
  ends: Record<string, string>
}

/** Asked for in this order, they leave nothing out. */
async function firstsAndEnds(client: Redis): Promise<FirstsAndEnds> {
  const lanes = Array.from({ length: LANES }, (_, lane) => lane)
  const firsts = await at('redis-log.firsts', () =>
    Promise.all(lanes.map(lane => client.xrange(streamOf(lane), '-', '+', 'COUNT', 1))),
  )
  const ends = await at('redis-log.ends', () => client.hgetall(ENDS))
  return { firsts: firsts.map(([first]) => first?.[0]), ends }
}

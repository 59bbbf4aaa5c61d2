import type { CloudEvent } from '@azora/contracts'
import type { Channel, ChannelModel, ConsumeMessage } from 'amqplib'
import { timeout } from '../../../resilience/timeout.js'
import { at } from '../../fault-point.js'
import { carriedEvent } from '../carried-event.js'
import type { Ears, Edges, LaneLog, LanePage, ReadRequest } from '../lanes/lane-log.js'
import { ReadAhead } from '../lanes/read-ahead.js'
import { soon } from '../soon.js'
import type { Features } from '../transport.js'
import { brokerIdentity } from './broker-identity.js'
import { streamEdges } from './stream-edges.js'
import { StreamPublisher } from './stream-publisher.js'
import { connected, declareStreams, readStream, streamOf } from './streams.js'

/** The connection that reads, over all subscriptions of the process. */
interface Reading {
  connection: ChannelModel
  identity: string
  heard: () => void
  attached: Map<string, Attached>
}

/** What reads a lane for a subscription, by a channel of its own. */
interface Attached {
  ahead: ReadAhead
  channel: Promise<Channel>
}

/** How many messages of a lane the broker sends ahead of what is dealt with; another for each that is acknowledged. */
const AHEAD = 1_000
const EDGES_TIMEOUT_MS = 8_000
const limit = timeout(EDGES_TIMEOUT_MS)
const PLACE = /^\d{1,15}$/
const HOUR_MS = 3_600_000

/** The log in RabbitMQ: a stream for each lane. Offsets are the cursors. */
export class RabbitmqLog implements LaneLog {
  readonly features: Features = { durability: 'broker', competing: true, replay: true, distinct: false }
  readonly tidyMs = HOUR_MS
  readonly #url: string
  readonly #publisher: StreamPublisher
  #reading: Reading | undefined

  constructor(url: string) {
    this.#url = url
    this.#publisher = new StreamPublisher(url)
  }

  append(events: readonly CloudEvent[], known: string | null): Promise<string> {
    return this.#publisher.append(events, known)
  }

  /** What the broker has sent so far; `heard` tells of each message that comes. Where a lane ends nobody but the request knows. */
  async read({ reader, cursors, types, most, ends }: ReadRequest): Promise<readonly LanePage[]> {
    const reading = this.#open()
    const lanes = [...cursors].map(([lane, cursor]) => ({ lane, cursor: Number(cursor) }))
    await at('rabbitmq-log.attach', () =>
      Promise.all(lanes.map(place => this.#attach(reading, { reader, types, ...place }))),
    )
    return lanes.flatMap(({ lane, cursor }) => {
      const { ahead } = reading.attached.get(keyOf(reader, lane)) ?? {}
      return ahead?.page(cursor, most, Number(ends?.get(lane) ?? 0)) ?? []
    })
  }

  /** Of what was sent ahead: beyond a thousand of a lane it counts no further, and of lanes that others read, nothing. */
  async lag({ reader, cursors }: Omit<ReadRequest, 'most'>): Promise<number> {
    const { attached } = this.#open()
    const waiting = [...cursors].map(
      ([lane, cursor]) => attached.get(keyOf(reader, lane))?.ahead.waiting(Number(cursor)) ?? 0,
    )
    return waiting.reduce((sum, count) => sum + count, 0)
  }

  /**
   * As far as the broker says by what it sends first. The end of a lane is beyond all that was confirmed before this was called; what
   * is appended meanwhile may lie on either side.
   *
   * By a connection of its own, for it writes: a broker that is full would stop reading from the one that reads.
   */
  async edges(): Promise<Map<number, Edges>> {
    const connection = await at('rabbitmq-log.look', () => connected(this.#url))
    try {
      return await at('rabbitmq-log.edges', () => limit.execute(() => streamEdges(connection)))
    } finally {
      void soon(connection.close())
    }
  }

  place(pos: string): bigint | null {
    return PLACE.test(pos) ? BigInt(pos) : null
  }

  release(reader: string, lane: number): void {
    if (this.#reading) detach(this.#reading, keyOf(reader, lane))
  }

  async identity(): Promise<string> {
    return this.#open().identity
  }

  async listen(heard: () => void, lost: (ears: Ears) => void): Promise<Ears> {
    const connection = await at('rabbitmq-log.connect', () => connected(this.#url))
    const ears = { close: () => soon(connection.close()) }
    connection.on('close', () => {
      if (this.#reading?.connection === connection) this.#reading = undefined
      lost(ears)
    })
    try {
      this.#reading = await at('rabbitmq-log.begin', () => begun(connection, heard))
    } catch (error) {
      void ears.close()
      throw error
    }
    return ears
  }

  /** The broker drops what is older than a week itself. */
  async tidy(): Promise<void> {}

  async close(): Promise<void> {
    await at('rabbitmq-log.close', () => this.#publisher.close())
  }

  async #attach(reading: Reading, { reader, lane, cursor, types }: Place): Promise<void> {
    const key = keyOf(reader, lane)
    if (reading.attached.get(key)?.ahead.reaches(cursor)) return
    detach(reading, key)
    const opening = opened(reading, key)
    // Without success where the channel is lost: then it is sent again.
    const acknowledge = (message: ConsumeMessage) =>
      void opening.then(channel => channel.ack(message)).catch(() => undefined)
    const ahead = new ReadAhead(lane, cursor)
    reading.attached.set(key, { ahead, channel: opening })
    const take = (message: ConsumeMessage | null) => {
      if (message) ahead.add(sentIn(message, types), () => acknowledge(message))
      else if (reading.attached.get(key)?.ahead === ahead) detach(reading, key)
      reading.heard()
    }
    const channel = await at('rabbitmq-log.channel', () => opening)
    await at('rabbitmq-log.prefetch', () => channel.prefetch(AHEAD))
    await at('rabbitmq-log.consume', () =>
      readStream(channel, { stream: streamOf(lane), from: cursor, take }),
    )
  }

  #open(): Reading {
    if (!this.#reading) throw new Error('RabbitMQ is away')
    return this.#reading
  }
}

interface Place {
  reader: string
  lane: number
  cursor: number
  types: RegExp
}

/** A position is one beyond its offset, so that 0 is before all. */
function sentIn({ properties, content }: ConsumeMessage, types: RegExp) {
  return { pos: Number(properties.headers?.['x-stream-offset']) + 1, event: carriedEvent(content, types) }
}

const keyOf = (reader: string, lane: number) => `${lane} ${reader}`

async function begun(connection: ChannelModel, heard: () => void): Promise<Reading> {
  await at('rabbitmq-log.declare', () => declareStreams(connection))
  const identity = await at('rabbitmq-log.identity', () => brokerIdentity(connection))
  return { connection, identity, heard, attached: new Map() }
}

/** A channel for what is read under a key. */
function opened({ connection, attached }: Reading, key: string): Promise<Channel> {
  const channel = connection.createChannel().then(made => {
    made.on('error', () => {})
    // It dies of a stream that has gone, say; then everything begins anew.
    made.on('close', () => attached.get(key)?.channel === channel && void soon(connection.close()))
    return made
  })
  // Told to whoever attaches.
  channel.catch(() => attached.get(key)?.channel === channel && attached.delete(key))
  return channel
}

/** Wants nothing more, and closes the channel. */
function detach({ attached }: Reading, key: string): void {
  const ended = attached.get(key)
  if (!ended) return
  attached.delete(key)
  ended.ahead.end()
  void soon(ended.channel.then(channel => channel.close()))
}

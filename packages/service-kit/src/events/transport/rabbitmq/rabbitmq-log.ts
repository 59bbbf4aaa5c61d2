import type { CloudEvent } from '@azora/contracts'
import type { Channel, ChannelModel, ConsumeMessage } from 'amqplib'
import { newId } from '../../../new-id.js'
import { at } from '../../fault-point.js'
import type { Ears, Edges, LaneLog, LanePage, ReadRequest } from '../lanes/lane-log.js'
import { soon } from '../soon.js'
import type { Features } from '../transport.js'
import { brokerIdentity } from './broker-identity.js'
import { AHEAD, ReadAhead } from './read-ahead.js'
import { streamEdges } from './stream-edges.js'
import { StreamPublisher } from './stream-publisher.js'
import { connected, declareStreams, streamOf } from './streams.js'

/** The connection that reads, over all subscriptions of the process. */
interface Reading {
  connection: ChannelModel
  channel: Channel
  identity: string
  heard: () => void
  ahead: Map<string, ReadAhead>
}

const PLACE = /^\d{1,15}$/
const HOUR_MS = 3_600_000

/** The log in RabbitMQ: a stream for each lane. Offsets are the cursors. */
export class RabbitmqLog implements LaneLog {
  /** A stream can be followed, but its reader is not told where it ends for now: a replay would end before it has begun. */
  readonly features: Features = { durability: 'broker', competing: true, replay: false }
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

  /** What the broker has sent so far; `heard` tells of each message that comes. */
  async read({ reader, cursors, types, most }: ReadRequest): Promise<readonly LanePage[]> {
    const reading = this.#open()
    const lanes = [...cursors].map(([lane, cursor]) => ({ lane, cursor: Number(cursor) }))
    await at('rabbitmq-log.attach', () =>
      Promise.all(lanes.map(place => this.#attach(reading, { reader, types, ...place }))),
    )
    return lanes.flatMap(
      ({ lane, cursor }) => reading.ahead.get(keyOf(reader, lane))?.page(cursor, most) ?? [],
    )
  }

  /** Of what was sent ahead: beyond a thousand of a lane it counts no further, and of lanes that others read, nothing. */
  async lag({ reader, cursors }: Omit<ReadRequest, 'most'>): Promise<number> {
    const { ahead } = this.#open()
    const waiting = [...cursors].map(
      ([lane, cursor]) => ahead.get(keyOf(reader, lane))?.waiting(Number(cursor)) ?? 0,
    )
    return waiting.reduce((sum, count) => sum + count, 0)
  }

  /** As far as the broker says by what it sends first: of a lane's end, the last of what was written together. */
  async edges(): Promise<Map<number, Edges>> {
    const { connection } = this.#open()
    return await at('rabbitmq-log.edges', () => streamEdges(connection))
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

  async #attach(reading: Reading, place: Place): Promise<void> {
    const key = keyOf(place.reader, place.lane)
    const { lane, cursor, types } = place
    if (reading.ahead.get(key)?.reaches(cursor)) return
    detach(reading, key)
    const { channel } = reading
    const acknowledge = (message: ConsumeMessage) => channel.ack(message)
    const ahead = new ReadAhead(lane, cursor, { consumerTag: newId(), acknowledge })
    reading.ahead.set(key, ahead)
    const take = (message: ConsumeMessage | null) => {
      if (message) ahead.add(message, types)
      else if (reading.ahead.get(key) === ahead) reading.ahead.delete(key)
      reading.heard()
    }
    const options = { consumerTag: ahead.consumerTag, arguments: { 'x-stream-offset': cursor } }
    await at('rabbitmq-log.consume', () => channel.consume(streamOf(lane), take, options))
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

const keyOf = (reader: string, lane: number) => `${lane} ${reader}`

async function begun(connection: ChannelModel, heard: () => void): Promise<Reading> {
  await at('rabbitmq-log.declare', () => declareStreams(connection))
  const identity = await at('rabbitmq-log.identity', () => brokerIdentity(connection))
  const channel = await at('rabbitmq-log.channel', () => connection.createChannel())
  channel.on('error', () => {})
  // It dies of a stream that has gone, say; then everything begins anew.
  channel.on('close', () => void soon(connection.close()))
  await at('rabbitmq-log.prefetch', () => channel.prefetch(AHEAD))
  return { connection, channel, identity, heard, ahead: new Map() }
}

function detach({ ahead, channel }: Reading, key: string): void {
  const ended = ahead.get(key)
  if (!ended) return
  ahead.delete(key)
  ended.end()
  // Without success where the connection is lost, and the consumer with it.
  channel.cancel(ended.consumerTag).catch(() => undefined)
}

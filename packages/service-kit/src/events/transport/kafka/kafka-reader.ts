import type { CloudEvent } from '@azora/contracts'
import type { Consumer, Kafka } from 'kafkajs'
import { newId } from '../../../new-id.js'
import { at } from '../../fault-point.js'
import { laneOf } from '../../lane.js'
import { carriedEvent } from '../carried-event.js'
import type { LanePage, ReadRequest } from '../lanes/lane-log.js'
import { ReadAhead, type Sent } from '../lanes/read-ahead.js'
import { soon } from '../soon.js'
import { type Batch, joinGroup, type Member } from './group-member.js'
import type { Kept } from './kafka-publisher.js'

/** The options of {@link KafkaReader}. */
export interface KafkaReaderOptions {
  kafka: () => Promise<Kafka>
  topic: string
  sessionMs: number
  /** What each partition holds. */
  kept: () => Promise<ReadonlyMap<number, Kept>>
  /** Told when something has come. */
  heard: () => void
}

/** Beyond so many messages of a lane that wait, no more of its partition is fetched. */
const FULL = 1_000

/**
 * Reads lanes from places. The client reads in groups only, so this joins one of its own, of which it is the only member and which notes
 * nothing: where it reads is what it seeks. To join takes as long as a cluster waits for others to come (three seconds by default).
 */
export class KafkaReader implements Member {
  readonly #options: KafkaReaderOptions
  readonly #lanes = new Map<number, ReadAhead>()
  /** What is wanted: a reader wants the same of all lanes. */
  #types = /^/
  /** How many the topic has: a lane is in the one of its number modulo that. */
  #partitions = 1
  #joining: Promise<void> | undefined
  #consumer: Consumer | undefined
  #reads = 0

  constructor(options: KafkaReaderOptions) {
    this.#options = options
  }

  /** Whether nobody reads by it. */
  get isIdle(): boolean {
    return this.#lanes.size === 0 && this.#reads === 0
  }

  /** What was sent so far, once it has joined. Rejects while the cluster is away. */
  async read(request: Omit<ReadRequest, 'reader'>): Promise<LanePage[]> {
    this.#reads++
    try {
      await at('kafka-reader.join', () => this.#joined())
      await at('kafka-reader.attach', () => this.#attachAll(request))
      return this.#pages(request)
    } finally {
      this.#reads--
    }
  }

  /** Reads a lane no more. */
  release(lane: number): void {
    const partition = this.#partitionOf(lane)
    if (this.#lanes.delete(lane) && this.#on(partition).length === 0)
      this.#consumer?.pause(this.#only(partition))
  }

  async close(): Promise<void> {
    const consumer = this.#consumer
    this.#forget()
    await at('kafka-reader.leave', () => soon(consumer?.disconnect() ?? Promise.resolve()))
  }

  begins(consumer: Consumer): void {
    this.#consumer = consumer
  }

  /** The group knows no offsets: each lane goes on behind what has come of it. */
  assigned(partitions: readonly number[]): void {
    for (const partition of partitions) this.#seek(partition)
  }

  lost(): void {}

  crashed(consumer: Consumer): void {
    if (this.#consumer === consumer) this.#forget()
  }

  take(batch: Batch): void {
    const lanes = this.#on(batch.partition)
    if (lanes.length === 0) return
    const sent = batch.messages.map(({ offset, value }) => ({
      pos: positionAfter(offset),
      event: carriedEvent(value, this.#types),
    }))
    // What ends a transaction of somebody else has an offset, and is no message.
    const last = { pos: positionAfter(batch.lastOffset()), event: null }
    for (const ahead of lanes) hand(ahead, [...sent, last])
    if (lanes.some(({ size }) => size > FULL)) this.#consumer?.pause(this.#only(batch.partition))
    this.#options.heard()
  }

  #joined(): Promise<void> {
    if (!this.#joining) {
      const joining = this.#join()
      this.#joining = joining
      // Told to whoever reads.
      joining.catch(() => this.#joining === joining && this.#forget())
    }
    return this.#joining
  }

  async #join(): Promise<void> {
    await at('kafka-reader.group', () => joinGroup({ ...this.#options, name: `reading.${newId()}` }, this))
    if (!this.#consumer) throw new Error('Kafka is away')
  }

  async #attachAll({ cursors, types }: Pick<ReadRequest, 'cursors' | 'types'>): Promise<void> {
    const isNew = ([lane, cursor]: [number, string]) =>
      this.#lanes.get(lane)?.reaches(Number(cursor)) !== true
    const lanes = [...cursors].filter(isNew)
    if (lanes.length === 0) return
    this.#types = types
    const kept = await at('kafka-reader.kept', this.#options.kept)
    this.#partitions = kept.size
    for (const [lane, cursor] of lanes) {
      const ahead = new ReadAhead(lane, Number(cursor))
      const partition = this.#partitionOf(lane)
      // Nothing comes of what is no longer kept, and to ask for it would have the client note something for the group.
      ahead.add({ pos: kept.get(partition)?.low ?? 0, event: null })
      this.#lanes.set(lane, ahead)
      this.#seek(partition)
    }
  }

  #pages({ cursors, most, ends }: Omit<ReadRequest, 'reader'>): LanePage[] {
    return [...cursors].flatMap(([lane, cursor]) => {
      const page = this.#lanes.get(lane)?.page(Number(cursor), most, Number(ends?.get(lane) ?? 0))
      this.#goOn(this.#partitionOf(lane))
      return page ?? []
    })
  }

  /** Has a partition sent from where the hindmost of its lanes is; the others leave out what they have. */
  #seek(partition: number): void {
    const lanes = this.#on(partition)
    if (lanes.length === 0) return this.#consumer?.pause(this.#only(partition))
    const { topic } = this.#options
    const offset = Math.min(...lanes.map(({ to }) => to))
    this.#consumer?.seek({ topic, partition, offset: String(offset) })
    this.#consumer?.resume(this.#only(partition))
  }

  #goOn(partition: number): void {
    if (this.#on(partition).every(({ size }) => size < FULL / 2))
      this.#consumer?.resume(this.#only(partition))
  }

  #forget(): void {
    this.#joining = undefined
    this.#consumer = undefined
    this.#lanes.clear()
  }

  #on(partition: number): ReadAhead[] {
    return [...this.#lanes.values()].filter(({ lane }) => this.#partitionOf(lane) === partition)
  }

  #partitionOf(lane: number): number {
    return lane % this.#partitions
  }

  #only(partition: number): { topic: string; partitions: number[] }[] {
    return [{ topic: this.#options.topic, partitions: [partition] }]
  }
}

/** Those of other lanes of the partition are passed. */
function hand(ahead: ReadAhead, sent: readonly Sent[]): void {
  const isOfLane = (event: CloudEvent) => laneOf(event.partitionkey) === ahead.lane
  for (const { pos, event } of sent) ahead.add({ pos, event: event && isOfLane(event) ? event : null })
}

/** A position is one beyond its offset, so that 0 is before all: the offset to read next. */
const positionAfter = (offset: string) => Number(offset) + 1

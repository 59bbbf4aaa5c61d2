import { setMaxListeners } from 'node:events'
import type { Consumer, Kafka } from 'kafkajs'
import { at } from '../../fault-point.js'
import { LANES } from '../../lane.js'
import { type Next, Pump } from '../../pump.js'
import type { Turns } from '../../turns.js'
import { carriedEvent } from '../carried-event.js'
import { type Insistence, insist } from '../insist.js'
import { soon } from '../soon.js'
import type { Subscription } from '../transport.js'
import { type Batch, joinGroup, type Member } from './group-member.js'
import { Partition } from './partition.js'

/** The options of {@link KafkaSubscription}. */
export interface KafkaSubscriptionOptions {
  subscription: Subscription
  kafka: () => Promise<Kafka>
  topic: string
  /** Resolves once there is a topic: reading must not be what makes one, with as many partitions as the cluster is set to. */
  ready: () => Promise<unknown>
  /** How long the group waits for an instance that says nothing before it gives its partitions to others. */
  sessionMs: number
  turns: Turns
  failed: (error: unknown, times: number) => void
}

const SWEEP_MS = 1_000
const CHUNK = 50
/** Beyond so many events of a partition that wait, no more of it is fetched. */
const FULL = 1_000

/** A member of a consumer group: hands on the events of the partitions the group gives it, lanes beside each other, each in order. */
export class KafkaSubscription implements Member {
  readonly #options: KafkaSubscriptionOptions
  readonly #insistence: Insistence
  readonly #stopped = new AbortController()
  readonly #keeper: Pump
  readonly #committer: Pump
  readonly #partitions = new Map<number, Partition>()
  /** What is being dealt with, by lane; kept over rebalances, so that no lane is dealt with twice at once. */
  readonly #dealing = new Map<number, Promise<void>>()
  #consumer: Consumer | undefined
  #crash: Error | undefined

  constructor(options: KafkaSubscriptionOptions) {
    const { subscription, turns, failed } = options
    setMaxListeners(LANES * 2, this.#stopped.signal)
    this.#options = options
    this.#insistence = { subscription, turns, failed, stopped: this.#stopped.signal }
    this.#keeper = new Pump({ work: () => this.#keep(), failed, sweepMs: SWEEP_MS })
    this.#committer = new Pump({ work: () => this.#commit(), failed, sweepMs: SWEEP_MS })
  }

  start(): void {
    this.#keeper.start()
    this.#committer.start()
  }

  /** Up to which offset each partition of this instance is dealt with, as far as that is known. */
  positions(): ReadonlyMap<number, bigint> {
    return new Map(
      [...this.#partitions].flatMap(([number, { position }]) =>
        position === undefined ? [] : [[number, position]],
      ),
    )
  }

  /** Begins nothing more; resolves when what was begun has ended and is committed, and the group knows. */
  async stop(): Promise<void> {
    this.#stopped.abort()
    await at('kafka-subscription.stop', () => this.#keeper.stop())
    await at('kafka-subscription.end', () => Promise.all(this.#dealing.values()))
    await at('kafka-subscription.committed', () => this.#committer.stop())
    await at('kafka-subscription.last', () => soon(this.#commit()))
    await at('kafka-subscription.leave', () => soon(this.#leave()))
  }

  /** Is a member of the group, or becomes one again. */
  async #keep(): Promise<Next> {
    const crash = this.#crash
    this.#crash = undefined
    if (crash) throw crash
    if (!this.#consumer) await at('kafka-subscription.join', () => this.#join())
    return 'idle'
  }

  async #join(): Promise<void> {
    const { subscription, ready, ...group } = this.#options
    await at('kafka-subscription.ready', ready)
    try {
      await at('kafka-subscription.group', () => joinGroup({ ...group, name: subscription.name }, this))
    } catch (error) {
      this.#consumer = undefined
      this.lost()
      throw error
    }
  }

  begins(consumer: Consumer): void {
    this.#consumer = consumer
  }

  /** Reading begins where the group's offsets are: what was read before comes again. */
  assigned(numbers: readonly number[]): void {
    this.lost()
    for (const number of numbers) this.#partitions.set(number, new Partition(number))
    // One that was full when it was lost would stay paused for ever.
    this.#consumer?.resume([{ topic: this.#options.topic, partitions: [...numbers] }])
  }

  lost(): void {
    for (const partition of this.#partitions.values()) partition.isLost = true
    this.#partitions.clear()
  }

  crashed(consumer: Consumer, error: Error): void {
    if (this.#consumer !== consumer) return
    this.lost()
    this.#consumer = undefined
    this.#crash = error
    this.#keeper.wake()
  }

  take({ partition: number, messages }: Batch): void {
    const partition = this.#partitions.get(number)
    if (!partition) return
    const { types } = this.#options.subscription
    partition.add(messages.map(({ offset, value }) => ({ offset, event: carriedEvent(value, types) })))
    if (partition.waiting > FULL) this.#consumer?.pause(this.#only(partition))
    this.#committer.wake()
    this.#wake(partition)
  }

  #wake(partition: Partition): void {
    for (const lane of partition.lanes()) this.#begin(partition, lane)
  }

  #begin(partition: Partition, lane: number): void {
    if (this.#stopped.signal.aborted || this.#dealing.has(lane)) return
    const dealing = this.#deal(partition, lane).finally(() => {
      this.#dealing.delete(lane)
      for (const each of this.#partitions.values()) this.#wake(each)
    })
    this.#dealing.set(lane, dealing)
  }

  async #deal(partition: Partition, lane: number): Promise<void> {
    const isOurs = () => !partition.isLost
    for (;;) {
      const events = partition.chunk(lane, CHUNK)
      if (events.length === 0) return
      const isDone = await at('kafka-subscription.chunk', () => insist(this.#insistence, events, isOurs))
      if (!isDone) return
      partition.done(lane, events.length)
      if (!partition.isLost && partition.waiting < FULL / 2) this.#consumer?.resume(this.#only(partition))
      this.#committer.wake()
    }
  }

  async #commit(): Promise<Next> {
    const consumer = this.#consumer
    const moved = [...this.#partitions.values()].flatMap(partition => {
      const position = partition.moved()
      return position === undefined ? [] : { partition, position }
    })
    if (!consumer || moved.length === 0) return 'idle'
    const { topic } = this.#options
    const offsets = moved.map(({ partition, position }) => ({
      topic,
      partition: partition.number,
      offset: String(position),
    }))
    await at('kafka-subscription.commit', () => consumer.commitOffsets(offsets))
    for (const { partition, position } of moved) partition.noted(position)
    return 'idle'
  }

  async #leave(): Promise<void> {
    const consumer = this.#consumer
    this.#consumer = undefined
    this.lost()
    await at('kafka-subscription.disconnect', async () => consumer?.disconnect())
  }

  #only({ number }: Partition): { topic: string; partitions: number[] }[] {
    return [{ topic: this.#options.topic, partitions: [number] }]
  }
}

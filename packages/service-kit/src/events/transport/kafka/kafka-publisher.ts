import type { CloudEvent } from '@azora/contracts'
import type { Admin, Kafka, Message, Producer } from 'kafkajs'
import { timeout } from '../../../resilience/timeout.js'
import { at } from '../../fault-point.js'
import { LANES, laneOf } from '../../lane.js'
import { EVENT_CONTENT_TYPE } from '../carried-event.js'
import { KeptSession } from '../session/kept-session.js'
import { soon } from '../soon.js'
import { BrokerForgot, PUBLISH_TIMEOUT_MS } from '../transport.js'

/** What is open towards the cluster. */
interface Session {
  producer: Producer
  admin: Admin
  /** How many the topic has. */
  partitions: number
}

/** From which offset on a partition is kept, and up to which it is written. */
export interface Kept {
  low: number
  high: number
}

/** All in-sync replicas have it before it counts as written. */
const ALL = -1
const KEPT_MS = 7 * 24 * 3_600_000
const limit = timeout(PUBLISH_TIMEOUT_MS - 2_000)

/**
 * Appends events to the topic: those of a lane to one partition. Nothing is sent again here, for the relay does that: an attempt that
 * failed leaves a new session behind.
 */
export class KafkaPublisher {
  readonly #kafka: () => Promise<Kafka>
  readonly #topic: string
  readonly #session: KeptSession<Session>

  constructor(kafka: () => Promise<Kafka>, topic: string) {
    this.#kafka = kafka
    this.#topic = topic
    this.#session = new KeptSession({ open: () => this.#open(), close: ended })
  }

  /** Appends in order. Returns the cluster's identity. @throws {BrokerForgot} */
  async publish(events: readonly CloudEvent[], known: string | null): Promise<string> {
    return at('kafka-publisher.within', () => this.#within(session => this.#append(session, events, known)))
  }

  /** Resolves once there is a topic. */
  async ready(): Promise<void> {
    await at('kafka-publisher.ready', () => this.#within(async () => undefined))
  }

  /** What each partition holds. */
  async kept(): Promise<Map<number, Kept>> {
    const offsets = await at('kafka-publisher.kept', () =>
      this.#within(({ admin }) => admin.fetchTopicOffsets(this.#topic)),
    )
    return new Map(
      offsets.map(({ partition, low, high }) => [partition, { low: Number(low), high: Number(high) }]),
    )
  }

  /** Tells one cluster from another. */
  async identity(): Promise<string> {
    return at('kafka-publisher.who', () => this.#within(clusterOf))
  }

  async close(): Promise<void> {
    await at('kafka-publisher.close', () => this.#session.close())
  }

  async #within<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    const session = this.#session.get()
    try {
      return await at('kafka-publisher.work', () => limit.execute(() => session.then(work)))
    } catch (error) {
      if (!(error instanceof BrokerForgot)) this.#session.drop(session)
      throw error
    }
  }

  /** The cluster is asked who it is each time: a client connects by itself to another one at the same address. */
  async #append(session: Session, events: readonly CloudEvent[], known: string | null): Promise<string> {
    const { producer, partitions } = session
    const clusterId = await at('kafka-publisher.identity', () => clusterOf(session))
    if (known !== null && clusterId !== known) throw new BrokerForgot(clusterId)
    const messages = events.map(event => messageOf(event, partitions))
    if (messages.length > 0)
      await at('kafka-publisher.send', () => producer.send({ topic: this.#topic, acks: ALL, messages }))
    return clusterId
  }

  async #open(): Promise<Session> {
    const kafka = await at('kafka-publisher.client', () => this.#kafka())
    const admin = kafka.admin()
    const producer = kafka.producer({
      createPartitioner:
        () =>
        ({ message }) =>
          message.partition ?? 0,
      allowAutoTopicCreation: false,
      maxInFlightRequests: 1,
    })
    try {
      await at('kafka-publisher.connect', () => Promise.all([admin.connect(), producer.connect()]))
      return { producer, admin, partitions: await at('kafka-publisher.topic', () => this.#partitions(admin)) }
    } catch (error) {
      void soon(Promise.allSettled([producer.disconnect(), admin.disconnect()]))
      throw error
    }
  }

  /** Of the topic, which is created if it can be. */
  async #partitions(admin: Admin): Promise<number> {
    const entries = {
      topic: this.#topic,
      numPartitions: LANES,
      configEntries: [{ name: 'retention.ms', value: String(KEPT_MS) }],
    }
    const refusal = await at('kafka-publisher.create', () =>
      admin.createTopics({ topics: [entries], waitForLeaders: true }).then(
        () => undefined,
        // It may be there all the same: made by somebody else, or by being asked for.
        (error: unknown) => error,
      ),
    )
    const { topics } = await at('kafka-publisher.metadata', () =>
      admin.fetchTopicMetadata({ topics: [this.#topic] }),
    )
    const count = topics[0]?.partitions.length ?? 0
    if (count === 0)
      throw new Error(`there is no topic ${this.#topic}, and none can be made`, { cause: refusal })
    return count
  }
}

async function clusterOf({ admin }: Session): Promise<string> {
  const { clusterId } = await at('kafka-publisher.describe', () => admin.describeCluster())
  return clusterId
}

function messageOf(event: CloudEvent, partitions: number): Message {
  return {
    partition: laneOf(event.partitionkey) % partitions,
    key: event.partitionkey,
    value: JSON.stringify(event),
    headers: { 'content-type': EVENT_CONTENT_TYPE },
  }
}

async function ended({ producer, admin }: Session): Promise<void> {
  await at('kafka-publisher.end', () => Promise.allSettled([producer.disconnect(), admin.disconnect()]))
}

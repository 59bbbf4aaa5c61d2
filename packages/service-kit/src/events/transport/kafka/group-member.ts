import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs'
import { at } from '../../fault-point.js'
import { LANES } from '../../lane.js'
import { soon } from '../soon.js'

/** Some messages of a partition, as they were fetched. */
export type Batch = EachBatchPayload['batch']

/** What a member of a consumer group is told. */
export interface Member {
  /** By what it pauses, seeks and commits: before it has joined. */
  begins(consumer: Consumer): void
  /** It has these partitions, and no others. */
  assigned(partitions: readonly number[]): void
  /** It has none any more, for now. */
  lost(): void
  /** It is a member no longer. */
  crashed(consumer: Consumer, error: Error): void
  take(batch: Batch): void
}

/** Which group is joined, to read which topic. */
export interface Group {
  kafka: () => Promise<Kafka>
  topic: string
  /** Its name, after the topic's. */
  name: string
  /** How long the group waits for a member that says nothing before it gives its partitions to others. */
  sessionMs: number
}

/** How long the group waits for members to join again, each time one comes or goes. */
const REBALANCE_MS = 10_000
const FETCH_WAIT_MS = 250
const RETRY = { retries: 3, initialRetryTime: 100, maxRetryTime: 1_000, restartOnFailure: async () => false }

/** Joins a group that commits nothing by itself. Resolves once it has partitions, or has crashed, which the member is told. */
export async function joinGroup({ kafka, topic, name, sessionMs }: Group, member: Member): Promise<void> {
  const client = await at('kafka-group.client', kafka)
  const consumer = client.consumer({
    groupId: `${topic}.${name}`,
    sessionTimeout: sessionMs,
    rebalanceTimeout: REBALANCE_MS,
    heartbeatInterval: sessionMs / 5,
    maxWaitTimeInMs: FETCH_WAIT_MS,
    allowAutoTopicCreation: false,
    retry: RETRY,
  })
  member.begins(consumer)
  follow(consumer, topic, member)
  try {
    await at('kafka-group.connect', () => consumer.connect())
    await at('kafka-group.subscribe', () => consumer.subscribe({ topics: [topic], fromBeginning: true }))
    await at('kafka-group.run', () =>
      consumer.run({
        autoCommit: false,
        partitionsConsumedConcurrently: LANES,
        eachBatch: async ({ batch }) => member.take(batch),
      }),
    )
  } catch (error) {
    await at('kafka-group.give-up', () => soon(consumer.disconnect()))
    throw error
  }
}

function follow(consumer: Consumer, topic: string, member: Member): void {
  const { GROUP_JOIN, REBALANCING, CRASH } = consumer.events
  consumer.on(REBALANCING, () => member.lost())
  consumer.on(GROUP_JOIN, ({ payload }) => member.assigned(payload.memberAssignment[topic] ?? []))
  consumer.on(CRASH, ({ payload }) => member.crashed(consumer, payload.error))
}

import type { Consumer, ConsumerRunConfig, EachBatchPayload, Kafka } from 'kafkajs'
import { expect, test } from 'vitest'
import { laneOf } from '../../lane.js'
import { sampleEvent } from '../../testing/sample-events.js'
import type { Kept } from './kafka-publisher.js'
import { KafkaReader } from './kafka-reader.js'

const KEY = 'a'
const LANE = laneOf(KEY)
const TOPIC = 'events'

/** A cluster of one partition, and what a consumer has asked of it. */
class Cluster {
  readonly asked: string[] = []
  readonly #heard = new Map<string, (event: unknown) => void>()
  #take: ConsumerRunConfig['eachBatch']

  readonly kafka = async () => ({ consumer: () => this.#consumer() }) as unknown as Kafka

  /** Sends events, the first with this offset. */
  async send(first: number, count: number): Promise<void> {
    const messages = Array.from({ length: count }, (_, n) => ({
      offset: String(first + n),
      value: Buffer.from(JSON.stringify(sampleEvent(KEY, first + n))),
    }))
    const batch = { partition: 0, messages, lastOffset: () => String(first + count - 1) }
    await this.#take?.({ batch } as unknown as EachBatchPayload)
  }

  fail(): void {
    this.#heard.get('crash')?.({ payload: { error: new Error('the cluster is away') } })
  }

  #consumer() {
    return {
      events: { GROUP_JOIN: 'join', REBALANCING: 'rebalancing', CRASH: 'crash' },
      on: (name: string, heard: (event: unknown) => void) => this.#heard.set(name, heard),
      connect: async () => {},
      subscribe: async () => {},
      run: async ({ eachBatch }: ConsumerRunConfig) => {
        this.#take = eachBatch
        this.#heard.get('join')?.({ payload: { memberAssignment: { [TOPIC]: [0] } } })
      },
      seek: ({ offset }: { offset: string }) => this.asked.push(`from ${offset}`),
      pause: () => this.asked.push('pause'),
      resume: () => this.asked.push('resume'),
      disconnect: async () => this.asked.push('leave'),
    } as unknown as Consumer
  }
}

function reading(kept: Kept = { low: 0, high: 0 }) {
  const cluster = new Cluster()
  const reader = new KafkaReader({
    kafka: cluster.kafka,
    topic: TOPIC,
    sessionMs: 10_000,
    kept: async () => new Map([[0, kept]]),
    heard: () => {},
  })
  const read = async (cursor: string, most = 500) => {
    const [page] = await reader.read({ cursors: new Map([[LANE, cursor]]), types: /^/, most })
    return { count: page?.entries.length, readTo: page?.readTo, hasMore: page?.hasMore }
  }
  return { cluster, reader, read }
}

test('a lane is read from its cursor on', async () => {
  const { cluster, read } = reading()
  expect(await read('7')).toEqual({ count: 0, readTo: '7', hasMore: false })
  expect(cluster.asked.slice(0, 3)).toEqual(['pause', 'from 7', 'resume'])
  await cluster.send(7, 2)
  expect(await read('7')).toEqual({ count: 2, readTo: '9', hasMore: false })
  expect(await read('8')).toEqual({ count: 1, readTo: '9', hasMore: false })
})

test('what is no longer kept is passed, also where nothing else is', async () => {
  const { cluster, read } = reading({ low: 40, high: 40 })
  expect(await read('0')).toEqual({ count: 0, readTo: '40', hasMore: true })
  expect(cluster.asked).toContain('from 40')
  expect(await read('40')).toEqual({ count: 0, readTo: '40', hasMore: false })
})

test('no more is asked for while a thousand wait', async () => {
  const { cluster, read } = reading()
  await read('0')
  cluster.asked.length = 0
  await cluster.send(0, 1_001)
  expect(cluster.asked).toEqual(['pause'])
  await read('400')
  expect(cluster.asked).toEqual(['pause'])
  await read('900')
  expect(cluster.asked).toEqual(['pause', 'resume'])
})

test('a lane that is let go of is paused', async () => {
  const { cluster, reader, read } = reading()
  await read('0')
  cluster.asked.length = 0
  reader.release(LANE)
  expect(cluster.asked).toEqual(['pause'])
  expect(reader.isIdle).toBe(true)
})

test('after a crash reading goes on from the cursor', async () => {
  const { cluster, read } = reading()
  await read('0')
  await cluster.send(0, 5)
  cluster.fail()
  cluster.asked.length = 0
  expect(await read('3')).toEqual({ count: 0, readTo: '3', hasMore: false })
  expect(cluster.asked).toContain('from 3')
})

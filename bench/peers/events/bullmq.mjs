// BullMQ: the business row first, then the queue. Whoever dies in between has told nobody.
import { Queue, Worker } from 'bullmq'
import { measuredSubject } from './subject.mjs'
import {
  BUSINESS,
  CONSUMER_URL,
  EFFECTS,
  effectOnce,
  eventOf,
  keyOf,
  ORDER,
  PUBLISHER_URL,
  poolOf,
  REDIS_URL,
} from './tables.mjs'

const QUEUE = 'bullmq-orders'

await measuredSubject(async handled => {
  const publisher = await poolOf(PUBLISHER_URL, BUSINESS)
  const consumer = await poolOf(CONSUMER_URL, EFFECTS)
  const { hostname: host, port } = new URL(REDIS_URL)
  const connection = { host, port: Number(port), maxRetriesPerRequest: null }
  const queue = new Queue(QUEUE, { connection, defaultJobOptions: { removeOnComplete: true } })
  const worker = new Worker(QUEUE, ({ data }) => effectOnce(consumer, data, handled), {
    connection,
    concurrency: 8,
  })
  await Promise.all([queue.waitUntilReady(), worker.waitUntilReady()])
  return {
    publish: async n => {
      await publisher.query(ORDER, [n, keyOf(n)])
      await queue.add('order', eventOf(n))
    },
  }
})

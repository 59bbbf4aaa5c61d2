// Redis Streams by hand: the business row first, then the stream. Whoever dies in between has told nobody.
import { Redis } from 'ioredis'
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

const STREAM = 'orders'
const GROUP = 'bench'

await measuredSubject(async handled => {
  const publisher = await poolOf(PUBLISHER_URL, BUSINESS)
  const consumer = await poolOf(CONSUMER_URL, EFFECTS)
  const [writer, reader] = [new Redis(REDIS_URL), new Redis(REDIS_URL)]
  await writer.xgroup('CREATE', STREAM, GROUP, '0', 'MKSTREAM')
  void read(reader, event => effectOnce(consumer, event, handled))
  return {
    publish: async n => {
      await publisher.query(ORDER, [n, keyOf(n)])
      await writer.xadd(STREAM, '*', 'event', JSON.stringify(eventOf(n)))
    },
  }
})

async function read(redis, handle) {
  for (;;) {
    const found = await redis.xreadgroup(
      'GROUP',
      GROUP,
      'one',
      'COUNT',
      100,
      'BLOCK',
      1_000,
      'STREAMS',
      STREAM,
      '>',
    )
    const entries = found?.[0]?.[1] ?? []
    await Promise.all(entries.map(([, [, event]]) => handle(JSON.parse(event))))
    if (entries.length > 0) await redis.xack(STREAM, GROUP, ...entries.map(([id]) => id))
  }
}

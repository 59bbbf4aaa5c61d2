import { Redis } from 'ioredis'
import { describe, expect, test } from 'vitest'
import { redisProgram, type TestRedisOptions, testRedis } from '../../../testing/test-redis.js'
import { laneOf } from '../../lane.js'
import { sampleEvent, sampleEvents } from '../../testing/sample-events.js'
import { until } from '../../testing/until.js'
import { BrokerForgot } from '../transport.js'
import { RedisConnection } from './redis-connection.js'
import { RedisLeases } from './redis-leases.js'
import { RedisLog } from './redis-log.js'
import { streamOf } from './script.js'

const NAME = 'sample.collect'
const WEEK_OF_MINUTES = 7 * 24 * 60

/** A log on a server of a test's own, and a look at what is in it. */
async function logOn(options: TestRedisOptions = { isDurable: true }) {
  const redis = await testRedis(options)
  const connection = new RedisConnection(redis.url)
  const client = new Redis(redis.url)
  client.on('error', () => undefined)
  const log = new RedisLog(connection)
  return {
    redis,
    client,
    log,
    leasesOf: (holder: string) => new RedisLeases(connection, holder),
    idsIn: async (lane: number) => (await client.xrange(streamOf(lane), '-', '+')).map(([id]) => id),
    /** As if the last tidying was long ago. */
    async tidy() {
      await client.del('{azora:events}:tidied')
      await log.tidy()
    },
    /** Three entries of the first days of 1970. */
    async fillWithOld(lane: number) {
      for (const id of ['1-1', '1-2', '1-3'])
        await client.xadd(
          streamOf(lane),
          id,
          'type',
          'sample.made',
          'event',
          JSON.stringify(sampleEvent('a', 0)),
        )
      await client.hset('{azora:events}:ends', lane, '1-3')
    },
    async [Symbol.asyncDispose]() {
      client.disconnect()
      await log.close()
      await redis[Symbol.asyncDispose]()
    },
  }
}

describe.skipIf(!redisProgram)('the log in Redis', () => {
  test('keeps what is old until every subscription has dealt with it', async () => {
    await using it = await logOn()
    await it.fillWithOld(3)
    const [one, other] = [it.leasesOf('one'), it.leasesOf('other')]
    const identity = await it.log.identity()
    await one.hold(identity, [NAME])
    await other.hold(identity, ['sample.other'])
    await one.note(identity, [{ subscription: NAME, lane: 3, cursor: '1-3' }])
    await it.tidy()
    expect(await it.idsIn(3)).toEqual(['1-1', '1-2', '1-3'])
    await other.note(identity, [{ subscription: 'sample.other', lane: 3, cursor: '1-2' }])
    await it.tidy()
    expect(await it.idsIn(3)).toEqual(['1-2', '1-3'])
  })

  test('keeps what is new although all have dealt with it, for whoever subscribes later', async () => {
    await using it = await logOn()
    const leases = it.leasesOf('one')
    const event = sampleEvent('a', 0)
    const identity = await it.log.append([event], null)
    await leases.hold(identity, [NAME])
    const lane = laneOf('a')
    const [cursor = ''] = await it.idsIn(lane)
    await leases.note(identity, [{ subscription: NAME, lane, cursor }])
    await it.tidy()
    expect(await it.idsIn(lane)).toEqual([cursor])
  })

  test('says from where to where each lane is kept, also of one that is empty by now', async () => {
    await using it = await logOn()
    await it.fillWithOld(3)
    expect((await it.log.edges()).get(3)).toEqual({ start: '1-0', end: '1-3' })
    await it.tidy()
    expect((await it.log.edges()).get(3)).toEqual({ start: '1-3', end: '1-3' })
    expect((await it.log.edges()).get(4)).toEqual({ start: '0-0', end: '0-0' })
    expect(['1-3', '12', 'x-1', ''].map(pos => it.log.place(pos))).toEqual([3n, null, null, null])
  })

  test('no longer waits for a subscription that nobody has had for a week of running', async () => {
    await using it = await logOn()
    await it.fillWithOld(3)
    const identity = await it.log.identity()
    await it.leasesOf('one').hold(identity, [NAME])
    await it.client.hset('{azora:events}:idle', NAME, WEEK_OF_MINUTES)
    await it.tidy()
    expect(await it.idsIn(3)).toHaveLength(3)
    await it.client.hset('{azora:events}:idle', NAME, WEEK_OF_MINUTES)
    await it.leasesOf('one').leave([NAME])
    await it.tidy()
    expect(await it.idsIn(3)).toEqual([])
  })

  test('appends once what is published again', async () => {
    await using it = await logOn()
    const events = sampleEvents(3, 2)
    const identity = await it.log.append(events, null)
    await it.log.append([...events, sampleEvent('key-0', 2)], identity)
    const lengths = await Promise.all([...Array(16).keys()].map(lane => it.client.xlen(streamOf(lane))))
    expect(lengths.reduce((sum, length) => sum + length)).toBe(events.length + 1)
  })

  test('lets nobody note what they no longer hold', async () => {
    await using it = await logOn()
    const [doomed, successor] = [it.leasesOf('doomed'), it.leasesOf('successor')]
    const identity = await it.log.append(sampleEvents(1, 3), null)
    const lane = laneOf('key-0')
    const [first = '', , last = ''] = await it.idsIn(lane)
    await doomed.hold(identity, [NAME])
    await doomed.giveBack([{ subscription: NAME, lane }])
    await doomed.leave([NAME])
    await successor.hold(identity, [NAME])
    await successor.note(identity, [{ subscription: NAME, lane, cursor: last }])
    await doomed.note(identity, [{ subscription: NAME, lane, cursor: first }])
    expect((await successor.cursors(identity, NAME)).get(lane)).toBe(last)
  })

  test('tells tools what waits: the lag of a group is that of its subscription', async () => {
    await using it = await logOn()
    const leases = it.leasesOf('one')
    const identity = await it.log.append(sampleEvents(1, 5), null)
    const lane = laneOf('key-0')
    const ids = await it.idsIn(lane)
    await leases.hold(identity, [NAME])
    await leases.note(identity, [{ subscription: NAME, lane, cursor: ids[1] ?? '' }])
    const groups = (await it.client.xinfo('GROUPS', streamOf(lane))) as unknown[][]
    expect(groups[0]).toEqual(expect.arrayContaining(['name', NAME, 'lag', 3]))
    expect(await it.log.lag({ cursors: new Map([[lane, ids[1] ?? '']]) })).toBe(3)
  })

  test('that keeps nothing is another one after a restart, although it remembers its name', async () => {
    await using it = await logOn({ settings: { save: '3600 1' } })
    const identity = await it.log.append([sampleEvent('a', 0)], null)
    expect(it.log.features.durability).toBe('process')
    await it.client.save()
    await it.redis.kill()
    await it.redis.start()
    const again = () => it.log.append([], identity).catch((error: unknown) => error)
    await until('it says so', async () => (await again()) instanceof BrokerForgot)
  })

  test('is refused where the server would evict events', async () => {
    await using it = await logOn({ settings: { 'maxmemory-policy': 'allkeys-lru' } })
    await expect(it.log.append([sampleEvent('a', 0)], null)).rejects.toThrow(
      'this Redis drops events when its memory is full (maxmemory-policy allkeys-lru): set maxmemory-policy noeviction',
    )
  })

  test('says that the server is full, has what it holds dealt with, and takes more when it can', async () => {
    await using it = await logOn()
    const leases = it.leasesOf('one')
    const identity = await it.log.append([], null)
    await it.fillWithOld(3)
    await it.client.config('SET', 'maxmemory', '1')
    await leases.hold(identity, [NAME])
    await leases.note(identity, [{ subscription: NAME, lane: 3, cursor: '1-3' }])
    await it.tidy()
    expect(await it.idsIn(3)).toEqual(['1-3'])
    await expect(it.log.append([sampleEvent('a', 0)], identity)).rejects.toThrow('Redis is out of memory')
    await it.client.config('SET', 'maxmemory', '0')
    expect(await it.log.append([sampleEvent('a', 0)], identity)).toBe(identity)
  })
})

import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { jobConformance } from '../fixtures/jobs/conformance.js'
import { jobsProcess } from '../fixtures/jobs/process.js'
import { jobsOnBullmq, jobsOnDatabase } from '../fixtures/jobs/under-test.js'
import { MIGRATIONS } from '../fixtures/notes/database.js'
import { written } from '../fixtures/notes/effects.js'
import { gate, until } from '../src/events/testing/until.js'
import { job } from '../src/index.js'
import { redisProgram, testDatabase, testRedis } from '../src/testing/index.js'

jobConformance('the database', jobsOnDatabase)

describe.skipIf(!redisProgram)('with a Redis', () => {
  jobConformance('BullMQ', jobsOnBullmq)

  test('BullMQ losing all it has been handed loses no job', async () => {
    await using redis = await testRedis()
    const { url, drop } = await testDatabase('notes', MIGRATIONS)
    const [begun, hung] = [gate(), gate()]
    await using one = await jobsProcess({
      databaseUrl: url,
      jobsUrl: redis.url,
      handlers: ({ write }) => [
        One.handle(async ({ data: { n } }) => {
          begun.open()
          await hung.opened
          await write(`did ${n}`)
        }),
      ],
    })
    for (let n = 0; n < 3; n++) await one.enqueue(One, { n })
    await begun.opened
    await redis.kill()
    await one.enqueue(One, { n: 3 })
    hung.open()
    await redis.start()
    await until('all are done', async () => (await written(one.use)).length === 4)
    const notes = await written(one.use)
    await one.stop()
    await drop()
    expect(notes.toSorted()).toEqual(['did 0', 'did 1', 'did 2', 'did 3'])
  })

  test('BullMQ is not trusted to a Redis that evicts what it is given', async () => {
    await using redis = await testRedis({ settings: { 'maxmemory-policy': 'allkeys-lru' } })
    const { url, drop } = await testDatabase('notes', MIGRATIONS)
    const starting = jobsProcess({ databaseUrl: url, jobsUrl: redis.url })
    await expect(starting).rejects.toThrow(
      'evicts keys (allkeys-lru): set its maxmemory-policy to noeviction',
    )
    await drop()
  })
})

const One = job('sample.one', { data: z.object({ n: z.int() }), concurrency: 1 })

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CrashTrial, crashTrial, momentsIn } from '../fixtures/orders/crash-trial.js'
import { redisBus } from '../fixtures/redis-bus.js'
import { redisProgram } from '../src/testing/test-redis.js'

/** The rest is the same whatever carries events, and tried on PostgreSQL. */
const FOLDERS = ['transport/redis']

describe.skipIf(!redisProgram)('a process that dies on Redis', () => {
  let trial: CrashTrial
  beforeAll(async () => {
    trial = await crashTrial(redisBus)
  })
  afterAll(() => trial[Symbol.asyncDispose]())

  test.each(momentsIn(FOLDERS))(
    '%s %s loses nothing, does nothing twice and breaks no order',
    async (moment, point) => {
      expect(await trial.diesAt(point, moment)).toBe(true)
      expect(await trial.violations()).toEqual([])
    },
    90_000,
  )
})

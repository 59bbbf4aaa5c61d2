import { describe } from 'vitest'
import { crashSuite } from '../fixtures/orders/crash-suite.js'
import { crashesIn } from '../fixtures/orders/crash-trial.js'
import { redisBus } from '../fixtures/redis-bus.js'
import { redisProgram } from '../src/testing/test-redis.js'

/** The rest is the same whatever carries events, and tried on PostgreSQL. */
const FOLDERS = ['transport/redis']

describe.skipIf(!redisProgram)('a process that dies on Redis', () => {
  crashSuite(redisBus, crashesIn(FOLDERS))
})

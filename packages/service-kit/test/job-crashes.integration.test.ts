import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { crashesAt, diesAt, pointsIn } from '../fixtures/crash.js'
import { CrashWorld } from '../fixtures/jobs/crash-world.js'
import { mortalProcess } from '../fixtures/jobs/mortal.js'
import { jobsProcess } from '../fixtures/jobs/process.js'
import { type JobsUnderTest, Sample } from '../fixtures/jobs/scenario.js'
import { jobsOnBullmq, jobsOnDatabase } from '../fixtures/jobs/under-test.js'
import { MIGRATIONS } from '../fixtures/notes/database.js'
import { written } from '../fixtures/notes/effects.js'
import { until } from '../src/events/testing/until.js'
import { redisProgram, testDatabase } from '../src/testing/index.js'

const JOBS = join(import.meta.dirname, '../src/jobs')
/** What is reached by asking only: metrics, health, operators. */
const ASKED_FOR = /^(jobs\.(list|retry|discard|metrics|oldest)|(dispatch|bullmq)\.check)$/
/** What takes a database that is away when a process starts, and comes back. */
const UNPROVOKED = /^scheduler\.enter$/
/** What comes with time alone. */
const TIMED = /^(hold|jobs)\.prolong$/
/** How BullMQ has a job taken, which is in a file with the others. */
const BY_TURNS = /^jobs\.take-one$/

const pointsOf = (...folders: string[]) =>
  pointsIn(...folders.map(folder => join(JOBS, folder))).filter(
    point => !ASKED_FOR.test(point) && !UNPROVOKED.test(point),
  )

/** Registers a test for each death at one of some points. */
function crashSuite(points: readonly string[], make: () => Promise<JobsUnderTest>): void {
  let on: JobsUnderTest
  let world: CrashWorld
  beforeAll(async () => {
    on = await make()
    world = new CrashWorld(on)
  })
  afterAll(() => on[Symbol.asyncDispose]())

  test.each(crashesAt(points))(
    '%s %s loses no job, and does none a second time',
    async (...crash) => {
      await world.afresh()
      const life = (one: Parameters<typeof world.life>[0]) => world.life(one, TIMED.test(crash[1]))
      expect(await diesAt(crash, born => world.start(born), life)).toBe(true)
      expect(await world.recovery()).toEqual([])
    },
    90_000,
  )
}

describe('a process that dies', () => {
  crashSuite(
    pointsOf('', 'schedule').filter(point => !BY_TURNS.test(point)),
    jobsOnDatabase,
  )
})

describe.skipIf(!redisProgram)('a process that dies on BullMQ', () => {
  const points = [...pointsOf('bullmq'), ...pointsOf('').filter(point => BY_TURNS.test(point))]
  crashSuite(points, jobsOnBullmq)
})

test('what a process killed with -9 has begun is taken over by another, and happens once', async () => {
  await using database = await testDatabase('notes', MIGRATIONS)
  await using mortal = await mortalProcess(database.url)
  await using enqueuing = await jobsProcess({ databaseUrl: database.url })
  for (const n of [0, 1]) await enqueuing.enqueue(Sample, { n })
  await mortal.begun
  await mortal.kill()
  await using next = await jobsProcess({
    databaseUrl: database.url,
    handlers: ({ write }) => [
      Sample.handle(({ data: { n }, attempt }) => write(`did ${n} at attempt ${attempt}`)),
    ],
  })
  await until('both are done', async () => (await written(next.use)).length >= 2)
  await next.stop()
  const effects = await written(enqueuing.use)
  expect(effects.map(what => what.slice(0, 'did 0 at'.length)).toSorted()).toEqual(['did 0 at', 'did 1 at'])
  expect(effects).toContainEqual(expect.stringContaining('at attempt 2'))
}, 90_000)

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { education } from '@azora/contracts/education'
import { database, listProjections, rebuildProjection } from '@azora/service-kit'
import { type Started, started } from '@azora/service-kit/testing'
import { describe, expect, test } from 'vitest'
import { PrismaClient } from '../src/generated/prisma/client.js'
import { service } from '../src/service.js'
import { aPublishedCourse, at, complete, lessonsOf } from './courses.js'
import { type Somebody, somebody } from './people.js'

const MIGRATION = join(
  import.meta.dirname,
  '../prisma/migrations/20261121180000_enrollment_history/migration.sql',
)
const TABLES = `
  SELECT e::text AS row FROM enrollment e UNION ALL SELECT c::text FROM completion c ORDER BY row`
const HISTORY = `
  SELECT type, data - 'withdrawnAt' - 'resumedAt' AS data FROM (SELECT id, version, type, data::jsonb FROM azora.stream_events) AS e
  ORDER BY id, version`

const opened = ({ databaseUrl }: Started<typeof education>) =>
  database(databaseUrl, adapter => new PrismaClient({ adapter }), { connections: 1 })

/** Asks the database of the service. */
async function asked(app: Started<typeof education>, sql: string): Promise<unknown[]> {
  await using db = opened(app)
  return (await db.pool.query(sql)).rows
}

/** Somebody enrolls, leaves and comes back. */
async function begins(app: Started<typeof education>, author: Somebody) {
  const learner = await somebody(app, 'learner')
  const course = await aPublishedCourse(author)
  const { id: enrollmentId } = await learner.enrollments.enroll(at(course))
  await learner.enrollments.withdraw({ params: { enrollmentId } })
  await learner.enrollments.enroll(at(course))
  return { learner, course, enrollmentId }
}

/** They complete so many lessons, no two at the same moment; and who has completed just one leaves for good. */
async function goesOn(
  app: Started<typeof education>,
  it: Awaited<ReturnType<typeof begins>>,
  lessons: number,
) {
  for (const lesson of (await lessonsOf(it.learner, it.course)).slice(0, lessons)) {
    await complete(it.learner, [lesson])
    app.clock.advance(1)
  }
  if (lessons === 1) await it.learner.enrollments.withdraw({ params: { enrollmentId: it.enrollmentId } })
}

async function studies(app: Started<typeof education>, author: Somebody, lessons: number) {
  await goesOn(app, await begins(app, author), lessons)
}

/** Builds the tables anew beside the ones that serve, and tells how many rows were not the same. */
async function rebuilt(app: Started<typeof education>): Promise<number> {
  const serves = () =>
    app.logs.records.filter(({ message }) => message === 'a read model built anew serves now')
  const before = serves().length
  await using db = opened(app)
  const name = 'education.enrollments'
  await rebuildProjection(db.pool, name)
  await expect.poll(() => serves().length, { timeout: 20_000 }).toBeGreaterThan(before)
  expect(await listProjections({ pool: db.pool, projections: [{ name }] })).toMatchObject([
    { state: 'live', failure: null },
  ])
  return Number(serves().at(-1)?.['changed'])
}

describe('enrollments and progress, built anew from their history,', () => {
  test('are the same to the byte', async () => {
    await using app = await started(service)
    const author = await somebody(app, 'instructor')
    for (const lessons of [0, 1, 4]) await studies(app, author, lessons)
    const before = await asked(app, TABLES)

    expect(await rebuilt(app)).toBe(0)
    expect(await asked(app, TABLES)).toEqual(before)
    expect(before).toHaveLength(3 + 5)
  })

  test('are so while learners go on', async () => {
    await using app = await started(service)
    const author = await somebody(app, 'instructor')
    for (const lessons of [0, 4]) await studies(app, author, lessons)

    const [changed] = await Promise.all([rebuilt(app), ...[0, 1, 2, 3, 4].map(n => studies(app, author, n))])

    expect(changed).toBe(0)
    const before = await asked(app, TABLES)
    expect(await rebuilt(app)).toBe(0)
    expect(await asked(app, TABLES)).toEqual(before)
  })

  test('are what they were in a database from before there was any', async () => {
    await using app = await started(service)
    const author = await somebody(app, 'instructor')
    const all = [await begins(app, author), await begins(app, author), await begins(app, author)]
    // The audit trail goes by the clock of the database.
    app.clock.advance(60_000)
    for (const [index, it] of all.entries()) await goesOn(app, it, [0, 1, 4][index] ?? 0)
    const [history, tables] = [await asked(app, HISTORY), await asked(app, TABLES)]

    await asked(app, 'TRUNCATE azora.streams, azora.stream_events, azora.stream_snapshots')
    await asked(app, readFileSync(MIGRATION, 'utf8'))

    expect(await asked(app, HISTORY)).toEqual(history)
    expect(await rebuilt(app)).toBe(0)
    expect(await asked(app, TABLES)).toEqual(tables)
    expect(history).toHaveLength(3 * 3 + 1 + 1 + 4 + 1)
  })
})

import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BankProcess, bankProcess, UNLUCKY } from '../fixtures/accounts/process.js'
import { type Crash, crashesAt, pointsIn } from '../fixtures/crash.js'
import { MIGRATIONS } from '../fixtures/notes/database.js'
import { onFaultPoint } from '../src/events/fault-point.js'
import { testDatabase } from '../src/testing/index.js'

const SOURCES = join(import.meta.dirname, '../src/eventsourcing')
/** What is reached by asking only: metrics, health. */
const ASKED_FOR = /^projections\.(metrics|check)$/

const points = pointsIn(SOURCES).filter(point => !ASKED_FOR.test(point))

let database: Awaited<ReturnType<typeof testDatabase>>
let isMended = false
const committed = new Set<string>()

beforeAll(async () => {
  database = await testDatabase('notes', MIGRATIONS)
})

afterAll(() => database.drop())

const start = () => bankProcess(database.url, () => isMended)

/** Enough for a snapshot, a read model that stands still and goes on, and both of them built anew; then it is drained. */
async function life(one: BankProcess): Promise<void> {
  for (let n = 1; n <= 12; n++) await moved(one, n)
  await one.move('2', UNLUCKY)
  await one.settled()
  await recovery(one)
  await one.stop()
}

async function moved(one: BankProcess, n: number): Promise<void> {
  await one.move('1', 1)
  committed.add(`1 ${n}`)
}

async function recovery(one: BankProcess): Promise<void> {
  isMended = true
  await one.resume()
  await one.settled()
  await one.rebuild()
  await one.settled()
}

const VIOLATIONS = `
  SELECT 'gap in ' || id AS what FROM azora.stream_events GROUP BY id HAVING max(version) <> count(*)
  UNION ALL SELECT 'head of ' || id FROM azora.streams s WHERE s.version <>
    (SELECT count(*) FROM azora.stream_events e WHERE e.id = s.id)
  UNION ALL SELECT 'balance of ' || coalesce(a.id, e.id) FROM accounts a FULL JOIN (
      SELECT id::int, sum((data->>'amount')::int) AS balance FROM azora.stream_events GROUP BY id
    ) AS e USING (id) WHERE a.balance IS DISTINCT FROM e.balance
  UNION ALL SELECT 'movement ' || coalesce(n.title, e.title) FROM notes n FULL JOIN (
      SELECT id || ' ' || version AS title FROM azora.stream_events
    ) AS e USING (title) WHERE n.title IS NULL OR e.title IS NULL
  UNION ALL SELECT name || ' is ' || state || ' at version ' || version FROM azora.projections
    WHERE state <> 'live' OR version <> 1 OR stopped_at IS NOT NULL`

/** What must not be so: a history with gaps, a read model that is not what the history says, one left half-built. */
async function violations({ db }: BankProcess): Promise<string[]> {
  const broken = await db.pool.query<{ what: string }>(VIOLATIONS)
  const kept = await db.pool.query<{ event: string }>(
    `SELECT id || ' ' || version AS event FROM azora.stream_events`,
  )
  const events = new Set(kept.rows.map(({ event }) => event))
  return [
    ...broken.rows.map(({ what }) => what),
    ...[...committed].filter(event => !events.has(event)).map(event => `lost: ${event}`),
  ]
}

async function afresh(): Promise<void> {
  isMended = false
  committed.clear()
  const client = new pg.Client(database.url)
  await client.connect()
  await client.query(
    'TRUNCATE notes, accounts, azora.streams, azora.stream_events, azora.stream_snapshots, azora.projections',
  )
  await client.end()
}

/** Runs a process until it dies at a point; true if it came there. */
async function diesAt([moment, point]: Crash): Promise<boolean> {
  await afresh()
  // It may die while it starts.
  const its: { start?: Promise<BankProcess> } = {}
  const death = new Promise<true>(resolve => {
    onFaultPoint((name, when) => {
      if (name !== point || when !== moment) return undefined
      onFaultPoint(undefined)
      resolve(true)
      // What has died never goes on.
      return new Promise(() => {})
    })
  })
  its.start = start()
  const living = its.start.then(life).then(() => false)
  living.catch(() => undefined)
  try {
    return await Promise.race([death, living])
  } finally {
    onFaultPoint(undefined)
    // One that died while it started never says so; its connections end with the test.
    await Promise.race([its.start.then(one => one.die()), death])
  }
}

describe('a process that dies', () => {
  test.each(crashesAt(points))(
    '%s %s loses no history and leaves no read model wrong or half-built',
    async (...crash) => {
      expect(await diesAt(crash)).toBe(true)
      const next = await start()
      await recovery(next)
      expect(await violations(next)).toEqual([])
      await next.stop()
    },
    90_000,
  )
})

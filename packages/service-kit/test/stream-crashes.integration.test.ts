import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BankProcess, bankProcess, UNLUCKY } from '../fixtures/accounts/process.js'
import { crashesAt, diesAt, pointsIn } from '../fixtures/crash.js'
import { MIGRATIONS } from '../fixtures/notes/database.js'
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
  UNION ALL SELECT 'movement ' || what || ': ' || count(n.id) || ' times' FROM effects n FULL JOIN (
      SELECT id || ' ' || version AS what, true AS happened FROM azora.stream_events
    ) AS e USING (what) GROUP BY what HAVING count(n.id) <> 1 OR NOT coalesce(bool_and(happened), false)
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
    'TRUNCATE effects, accounts, azora.streams, azora.stream_events, azora.stream_snapshots, azora.projections',
  )
  await client.end()
}

describe('a process that dies', () => {
  test.each(crashesAt(points))(
    '%s %s loses no history and leaves no read model wrong or half-built',
    async (...crash) => {
      await afresh()
      expect(await diesAt(crash, start, life)).toBe(true)
      const next = await start()
      await recovery(next)
      expect(await violations(next)).toEqual([])
      await next.stop()
    },
    90_000,
  )
})

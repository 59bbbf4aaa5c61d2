import type pg from 'pg'
import { at } from '../../events/fault-point.js'

/** A schedule as it stands. */
export interface ScheduleRow {
  name: string
  /** Which times: those of {@link Timetable.text}. */
  times: string
  nextAt: Date
}

/** What became of a time: a job; none, for the one before is not done yet; or another process was faster. */
export type Outcome = 'enqueued' | 'left-out' | 'gone'

// Other times than those that are stored come from another version of the service: the latest to start has its way.
const ENTER = `
  INSERT INTO azora.schedules AS known (name, times, next_at)
  SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[])
  ON CONFLICT (name) DO UPDATE SET times = excluded.times, next_at = excluded.next_at
    WHERE known.times <> excluded.times`
const READ = 'SELECT name, times, next_at AS "nextAt" FROM azora.schedules WHERE name = ANY ($1::text[])'
// One statement: the schedule moves on and its job is there, or neither. Who comes second finds another next time.
const ADVANCE = `
  WITH moved AS (
    UPDATE azora.schedules SET next_at = $4::timestamptz
    WHERE name = $1 AND times = $2 AND next_at = $3::timestamptz RETURNING name
  ), added AS (
    INSERT INTO azora.jobs (id, name, data, origin, planned_at, due_at)
    SELECT $5::uuid, moved.name, 'null', '{}', $3::timestamptz, $3::timestamptz FROM moved
    WHERE $6 AND NOT EXISTS (SELECT FROM azora.jobs j WHERE j.name = moved.name AND j.state = 'open')
    RETURNING id
  )
  SELECT (SELECT count(*) FROM moved)::int AS moved, (SELECT count(*) FROM added)::int AS added`

/** Enters schedules that are new, or have other times than before. */
export async function enter(pool: pg.Pool, rows: readonly ScheduleRow[]): Promise<void> {
  const values = [
    rows.map(({ name }) => name),
    rows.map(({ times }) => times),
    rows.map(({ nextAt }) => nextAt),
  ]
  await at('schedules.enter', () => pool.query(ENTER, values))
}

/** How these schedules stand. */
export async function readSchedules(pool: pg.Pool, names: readonly string[]): Promise<ScheduleRow[]> {
  const { rows } = await at('schedules.read', () => pool.query<ScheduleRow>(READ, [names]))
  return rows
}

/** Moves a schedule on to its next time and, unless told otherwise, enqueues a job for the one that has come. */
export async function advance(
  pool: pg.Pool,
  { name, times, nextAt }: ScheduleRow,
  { to, jobId, runs }: { to: Date; jobId: string; runs: boolean },
): Promise<Outcome> {
  const { rows } = await at('schedules.advance', () =>
    pool.query<{ moved: number; added: number }>(ADVANCE, [name, times, nextAt, to, jobId, runs]),
  )
  if (!rows[0]?.moved) return 'gone'
  return rows[0].added ? 'enqueued' : 'left-out'
}

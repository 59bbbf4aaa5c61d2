import type pg from 'pg'
import type { RawClient } from '../data/transaction-scope.js'
import type { Failure } from '../events/dead-letters/failure.js'
import { at } from '../events/fault-point.js'
import type { Origin } from './job-table.js'

/** A job that this process has, for as long as it is held by it under this attempt. */
export interface TakenJob {
  id: string
  name: string
  key: string | null
  data: unknown
  origin: Origin
  /** When it was to run first. */
  plannedAt: Date
  /** Which attempt this is, from 1. */
  attempts: number
  failures: Failure[]
}

/** A job with the name it is held under. */
export interface HeldJob extends TakenJob {
  holder: string
}

/** Proof that a job is still held. */
export type Hold = Pick<HeldJob, 'id' | 'holder' | 'attempts'>

/** How long a job is held without being prolonged: a process that dies has its jobs taken over after that. */
export const HOLD_MS = 6_000

const HOLD = `interval '${HOLD_MS} ms'`
const HELD = 'id = $1::uuid AND holder = $2 AND attempts = $3'
const FREED = `holder = NULL, held_until = '-infinity', turn = turn + 1, handed_at = '-infinity'`
const COLUMNS = 'id, name, key, data, origin, planned_at AS "plannedAt", attempts, failures'
const TAKE = `SELECT ${COLUMNS} FROM azora.take_jobs($1, $2::uuid[], $3::text[], $4::int[], $5, $6::timestamptz, ${HOLD})`
const TAKE_ONE = `
  UPDATE azora.jobs SET holder = $2, held_until = clock_timestamp() + ${HOLD}, begun = true, attempts = attempts + 1
  WHERE id = $1::uuid AND state = 'open' AND due_at <= $3::timestamptz AND held_until <= clock_timestamp()
  RETURNING ${COLUMNS}`
const OLDEST = `
  SELECT min(due_at) AS due FROM azora.jobs
  WHERE name = ANY ($1::text[]) AND state = 'open' AND due_at <= $2::timestamptz AND held_until <= clock_timestamp()`
const PROLONG = `UPDATE azora.jobs SET held_until = clock_timestamp() + ${HOLD} WHERE ${HELD}`
const REMOVE = `DELETE FROM azora.jobs WHERE ${HELD}`
const GIVE_BACK = `UPDATE azora.jobs SET attempts = attempts - 1, ${FREED} WHERE ${HELD}`
const POSTPONE = `UPDATE azora.jobs SET due_at = $4::timestamptz, failures = $5::jsonb, ${FREED} WHERE ${HELD}`
const REMEMBER = `UPDATE azora.jobs SET failures = $4::jsonb WHERE ${HELD}`
const FAIL = `
  UPDATE azora.jobs SET state = 'failed', failed_at = $4::timestamptz, failures = $5::jsonb, ${FREED} WHERE ${HELD}`

const proof = ({ id, holder, attempts }: Hold) => [id, holder, attempts]

/** What {@link takeDue} may take. */
export interface Room {
  holder: string
  /** What it still runs, whatever has become of its hold. */
  running: readonly string[]
  /** How many of each name. */
  free: ReadonlyMap<string, number>
  /** How many in all. */
  most: number
  now: Date
}

/** Takes jobs that are due and nobody holds, those due longest first, and tells when the next will be. */
export async function takeDue(
  pool: pg.Pool,
  { holder, running, free, most, now }: Room,
): Promise<{ taken: TakenJob[]; nextDueAt: Date | null }> {
  const values = [holder, running, [...free.keys()], [...free.values()], most, now]
  const { rows } = await at('jobs.take', () => pool.query<TakenJob>(TAKE, values))
  return { taken: rows.slice(0, -1), nextDueAt: rows.at(-1)?.plannedAt ?? null }
}

/** Takes one job, if it is due and nobody holds it. */
export async function takeOne(
  pool: pg.Pool,
  id: string,
  { holder, now }: Pick<Room, 'holder' | 'now'>,
): Promise<TakenJob | undefined> {
  const { rows } = await at('jobs.take-one', () => pool.query<TakenJob>(TAKE_ONE, [id, holder, now]))
  return rows[0]
}

/** Since when the job has been due that nobody runs for the longest time; null if there is none. */
export async function oldestDue(pool: pg.Pool, names: readonly string[], now: Date): Promise<Date | null> {
  const { rows } = await at('jobs.oldest', () => pool.query<{ due: Date | null }>(OLDEST, [names, now]))
  return rows[0]?.due ?? null
}

/** Holds it for longer. False if somebody else has it. */
export async function prolong(pool: pg.Pool, hold: Hold): Promise<boolean> {
  return (await at('jobs.prolong', () => pool.query(PROLONG, proof(hold)))).rowCount === 1
}

/** Ends a job, in the current transaction if there is one. False if somebody else has it. */
export async function remove(client: RawClient, hold: Hold): Promise<boolean> {
  return (await at('jobs.remove', () => client.$executeRawUnsafe(REMOVE, ...proof(hold)))) === 1
}

/** Lets another process run it at once; the attempt does not count. False if somebody else has it. */
export async function giveBack(pool: pg.Pool, hold: Hold): Promise<boolean> {
  return (await at('jobs.give-back', () => pool.query(GIVE_BACK, proof(hold)))).rowCount === 1
}

/** Has it tried again later. False if somebody else has it. */
export async function postpone(
  pool: pg.Pool,
  hold: Hold,
  { dueAt, failures }: { dueAt: Date; failures: readonly Failure[] },
): Promise<boolean> {
  const values = [...proof(hold), dueAt, JSON.stringify(failures)]
  return (await at('jobs.postpone', () => pool.query(POSTPONE, values))).rowCount === 1
}

/** Notes failures of earlier attempts while this one goes on. */
export async function remember(pool: pg.Pool, hold: Hold, failures: readonly Failure[]): Promise<void> {
  await at('jobs.remember', () => pool.query(REMEMBER, [...proof(hold), JSON.stringify(failures)]))
}

/** Gives it up; it is kept. False if somebody else has it. */
export async function fail(
  pool: pg.Pool,
  hold: Hold,
  { now, failures }: { now: Date; failures: readonly Failure[] },
): Promise<boolean> {
  const values = [...proof(hold), now, JSON.stringify(failures)]
  return (await at('jobs.fail', () => pool.query(FAIL, values))).rowCount === 1
}

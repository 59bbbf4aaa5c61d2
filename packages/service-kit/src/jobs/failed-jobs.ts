import type pg from 'pg'
import type { Failure } from '../events/dead-letters/failure.js'
import { at } from '../events/fault-point.js'

/** A job that was given up. */
export interface FailedJob {
  id: string
  name: string
  key: string | null
  data: unknown
  attempts: number
  /** The first and the last failures, with the errors that caused them. */
  failures: Failure[]
  /** When it was to run first. */
  plannedAt: Date
  failedAt: Date
}

/** Which failed jobs; what is left out does not matter. */
export interface FailedJobFilter {
  ids?: readonly string[]
  name?: string
  key?: string
  /** Text that stands in one of its errors. */
  error?: string
  /** The most of them, those that failed first first. Default 100. */
  limit?: number
}

const CHOSEN = `
  FROM azora.jobs WHERE state = 'failed' AND ($1::uuid[] IS NULL OR id = ANY ($1)) AND ($2::text IS NULL OR name = $2)
  AND ($3::text IS NULL OR key = $3) AND ($4::text IS NULL OR failures::text LIKE '%' || $4 || '%')
  ORDER BY failed_at, id LIMIT $5`
const LIST = `
  SELECT id, name, key, data, attempts, failures, planned_at AS "plannedAt", failed_at AS "failedAt" ${CHOSEN}`
const RETRY = `
  UPDATE azora.jobs SET state = 'open', due_at = $6::timestamptz, attempts = 0, failed_at = NULL
  WHERE state = 'failed' AND id IN (SELECT id ${CHOSEN} FOR UPDATE)`
const DISCARD = `DELETE FROM azora.jobs WHERE state = 'failed' AND id IN (SELECT id ${CHOSEN} FOR UPDATE)`

const valuesOf = ({ ids, name, key, error, limit = 100 }: FailedJobFilter) => [
  ids ?? null,
  name ?? null,
  key ?? null,
  error ?? null,
  limit,
]

/** The jobs of a service that were given up. They are kept for 30 days. */
export async function failedJobs(pool: pg.Pool, filter: FailedJobFilter = {}): Promise<FailedJob[]> {
  const { rows } = await at('jobs.list', () => pool.query<FailedJob>(LIST, valuesOf(filter)))
  return rows
}

/**
 * Has failed jobs run again, with all their attempts before them. Asked for twice at the same moment, each is run once.
 *
 * @param now From when they may be run.
 * @returns How many there are.
 */
export async function retryFailedJobs(pool: pg.Pool, filter: FailedJobFilter, now: Date): Promise<number> {
  const { rowCount } = await at('jobs.retry', () => pool.query(RETRY, [...valuesOf(filter), now]))
  return rowCount ?? 0
}

/** Removes failed jobs for good. Returns how many. */
export async function discardFailedJobs(pool: pg.Pool, filter: FailedJobFilter): Promise<number> {
  const { rowCount } = await at('jobs.discard', () => pool.query(DISCARD, valuesOf(filter)))
  return rowCount ?? 0
}

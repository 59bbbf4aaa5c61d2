import type pg from 'pg'
import type { Clock } from '../clock.js'
import { at } from '../events/fault-point.js'
import { every, type JobHandler } from '../jobs/job.js'
import { forgetExpiredReplies } from '../limits/idempotency.js'

const HOUR_MS = 3_600_000
const TIMEOUT_MS = 5 * 60_000
/** How long what was given up can still be mended. */
const FAILED_DAYS = 30
/** How long it is known that an event was handled: a dead letter redriven on its last day is known for a week yet. */
const INBOX_DAYS = FAILED_DAYS + 7

const DEAD_LETTERS = `
  DELETE FROM azora.dead_letters WHERE last_failed_at < $1::timestamptz - interval '${FAILED_DAYS} days'`
const FAILED_JOBS = `
  DELETE FROM azora.jobs WHERE state = 'failed' AND failed_at < $1::timestamptz - interval '${FAILED_DAYS} days'`
const INBOX = `SELECT azora.tidy_partitions('inbox', 'week', $1::timestamptz, interval '${INBOX_DAYS} days')`
const AUDIT = `SELECT azora.tidy_partitions('audit', 'month', $1::timestamptz, $2 * interval '1 day')`

/** What is forgotten, and when. */
export interface Keeping {
  now: Date
  auditDays: number
}

/** Forgets what is past its time, and prepares partitions for the time to come. */
export async function forgetOld(pool: pg.Pool, { now, auditDays }: Keeping): Promise<void> {
  // Dead letters first: an inbox row always outlives the letter that could be redriven.
  await at('retention.dead-letters', () => pool.query(DEAD_LETTERS, [now]))
  await at('retention.inbox', () => pool.query(INBOX, [now]))
  await at('retention.failed-jobs', () => pool.query(FAILED_JOBS, [now]))
  await at('retention.audit', () => pool.query(AUDIT, [now, auditDays]))
  await at('retention.replies', () => forgetExpiredReplies(pool))
}

/** Has one instance of a service do that every hour. */
export function retention(pool: pg.Pool, clock: Clock, auditDays: number): JobHandler {
  return every('azora.retention', HOUR_MS, {
    timeoutMs: TIMEOUT_MS,
    inTransaction: false,
    handle: () => forgetOld(pool, { now: clock.now(), auditDays }),
  })
}

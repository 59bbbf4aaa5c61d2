import type { CloudEvent } from '@azora/contracts'
import type pg from 'pg'
import { at } from '../fault-point.js'
import type { Failure } from './failure.js'

/** An event that a handler could not handle, with all that is known of why. */
export interface DeadLetter {
  id: string
  handler: string
  event: CloudEvent
  attempts: number
  /** The first and the last failures, with the errors that caused them. */
  failures: Failure[]
  state: 'dead' | 'redriven' | 'discarded'
  firstFailedAt: Date
  lastFailedAt: Date
}

/** Which dead letters; what is left out does not matter. */
export interface DeadLetterFilter {
  ids?: readonly string[]
  handler?: string
  type?: string
  key?: string
  /** Text that stands in one of its errors. */
  error?: string
  /** Default `dead`: those that nothing has been done about. */
  state?: DeadLetter['state']
  /** The most of them, oldest first. Default 100. */
  limit?: number
}

const WHERE = `
  ($1::uuid[] IS NULL OR id = ANY ($1)) AND ($2::text IS NULL OR handler = $2) AND ($3::text IS NULL OR type = $3)
  AND ($4::text IS NULL OR key = $4) AND ($5::text IS NULL OR failures::text LIKE '%' || $5 || '%') AND state = $6`
// By the event, whose id begins with its time: those of a key in the order they happened in.
const CHOSEN = `SELECT id FROM azora.dead_letters WHERE ${WHERE} ORDER BY event_id LIMIT $7`
const LIST = `
  SELECT id, handler, event, attempts, failures, state, first_failed_at AS "firstFailedAt",
    last_failed_at AS "lastFailedAt"
  FROM azora.dead_letters WHERE ${WHERE} ORDER BY event_id LIMIT $7`
// One statement: the letter is marked and its event waits again, or neither. Rows are locked in the order of the events, so
// that a second redrive at the same moment waits, finds them marked, and breaks no order.
const REDRIVE = `
  WITH chosen AS (
    UPDATE azora.dead_letters SET state = 'redriven'
    WHERE state = 'dead' AND id IN (${CHOSEN} FOR UPDATE)
    RETURNING handler, key, event_id, event, failures
  ), waiting AS (
    INSERT INTO azora.waiting (handler, key, event_id, event, failures, due_at, redriven)
    SELECT handler, key, event_id, event, failures, $8::timestamptz, true FROM chosen ORDER BY event_id
    ON CONFLICT (handler, event_id) DO NOTHING
  )
  SELECT count(*)::int AS count FROM chosen`
const DISCARD = `
  UPDATE azora.dead_letters SET state = 'discarded'
  WHERE state = 'dead' AND id IN (${CHOSEN} FOR UPDATE)`

const valuesOf = ({ ids, handler, type, key, error, state = 'dead', limit = 100 }: DeadLetterFilter) => [
  ids ?? null,
  handler ?? null,
  type ?? null,
  key ?? null,
  error ?? null,
  state,
  limit,
]

/** The dead letters of a service, those that happened first first. */
export async function deadLetters(pool: pg.Pool, filter: DeadLetterFilter = {}): Promise<DeadLetter[]> {
  const { rows } = await at('dead-letters.list', () => pool.query<DeadLetter>(LIST, valuesOf(filter)))
  return rows
}

/**
 * Has handlers try dead letters again, each under its event's id: however often it is redriven, and whatever else delivers
 * the event, its effects happen once. Events of a key come in their order, and newer ones of it wait meanwhile.
 *
 * @param now From when they may be tried.
 * @returns How many were redriven.
 */
export async function redriveDeadLetters(
  pool: pg.Pool,
  filter: DeadLetterFilter,
  now: Date,
): Promise<number> {
  const values = [...valuesOf({ ...filter, state: 'dead' }), now]
  const { rows } = await at('dead-letters.redrive', () => pool.query<{ count: number }>(REDRIVE, values))
  return rows[0]?.count ?? 0
}

/** Gives dead letters up for good; they stay to be looked at until their time is over. Returns how many. */
export async function discardDeadLetters(pool: pg.Pool, filter: DeadLetterFilter): Promise<number> {
  const values = valuesOf({ ...filter, state: 'dead' })
  const { rowCount } = await at('dead-letters.discard', () => pool.query(DISCARD, values))
  return rowCount ?? 0
}

import type { CloudEvent } from '@azora/contracts'
import type { Queryable } from '../../data/queryable.js'
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
  state?: DeadLetter['state'] | 'any'
  /** The most of them, oldest first. Default 100. */
  limit?: number
  /** Only those that come after this one in that order. */
  after?: { eventId: string; id: string } | null
}

/** When dead letters are tried again. */
export interface Pace {
  /** The first of them. */
  from: Date
  /** How many within a second. Default: all at once. */
  perSecond?: number
}

const WHERE = `
  ($1::uuid[] IS NULL OR id = ANY ($1)) AND ($2::text IS NULL OR handler = $2) AND ($3::text IS NULL OR type = $3)
  AND ($4::text IS NULL OR key = $4) AND ($5::text IS NULL OR failures::text LIKE '%' || $5 || '%') AND $6 IN (state, 'any')
  AND ($8::uuid IS NULL OR (event_id, id) > ($8::uuid, $9::uuid))`
// By the event, whose id begins with its time: those of a key in the order they happened in.
const CHOSEN = `SELECT id FROM azora.dead_letters WHERE ${WHERE} ORDER BY event_id, id LIMIT $7::int`
const LIST = `
  SELECT id, handler, event, attempts, failures, state, first_failed_at AS "firstFailedAt",
    last_failed_at AS "lastFailedAt"
  FROM azora.dead_letters WHERE ${WHERE} ORDER BY event_id, id LIMIT $7::int`
const COUNT = `SELECT count(*)::int AS count FROM (${CHOSEN}) AS chosen`
// One statement: the letter is marked and its event waits again, or neither. Rows are locked in the order of the events, so
// that a second redrive at the same moment waits, finds them marked, and breaks no order.
const REDRIVE = `
  WITH chosen AS (
    UPDATE azora.dead_letters SET state = 'redriven'
    WHERE state = 'dead' AND id IN (${CHOSEN} FOR UPDATE)
    RETURNING handler, key, event_id, event, failures
  ), waiting AS (
    INSERT INTO azora.waiting (handler, key, event_id, event, failures, due_at, redriven)
    SELECT handler, key, event_id, event, failures,
      $10::timestamptz + (row_number() OVER (ORDER BY event_id) - 1) * $11::float * interval '1 second', true
    FROM chosen ORDER BY event_id
    ON CONFLICT (handler, event_id) DO NOTHING
  )
  SELECT count(*)::int AS count FROM chosen`
const DISCARD = `
  WITH chosen AS (
    UPDATE azora.dead_letters SET state = 'discarded'
    WHERE state = 'dead' AND id IN (${CHOSEN} FOR UPDATE)
    RETURNING id
  )
  SELECT count(*)::int AS count FROM chosen`

const CRITERIA = ['ids', 'handler', 'type', 'key', 'error'] as const

const valuesOf = ({ state = 'dead', limit = 100, after, ...criteria }: DeadLetterFilter) => [
  ...CRITERIA.map(name => criteria[name] ?? null),
  state,
  limit,
  after?.eventId ?? null,
  after?.id ?? null,
]

/** The dead letters of a service, those that happened first first. */
export async function deadLetters(db: Queryable, filter: DeadLetterFilter = {}): Promise<DeadLetter[]> {
  const { rows } = await at('dead-letters.list', () => db.query<DeadLetter>(LIST, valuesOf(filter)))
  return rows
}

/** How many there are, at most the filter's limit. */
export async function countDeadLetters(db: Queryable, filter: DeadLetterFilter): Promise<number> {
  return at('dead-letters.count', () => counted(db, COUNT, valuesOf(filter)))
}

/**
 * Has handlers try dead letters again, each under its event's id: however often it is redriven, and whatever else delivers
 * the event, its effects happen once. Events of a key come in their order, and newer ones of it wait meanwhile.
 *
 * @returns How many were redriven.
 */
export async function redriveDeadLetters(
  db: Queryable,
  filter: DeadLetterFilter,
  { from, perSecond = Number.POSITIVE_INFINITY }: Pace,
): Promise<number> {
  const values = [...valuesOf({ ...filter, state: 'dead' }), from, 1 / perSecond]
  return at('dead-letters.redrive', () => counted(db, REDRIVE, values))
}

/** Gives dead letters up for good; they stay to be looked at until their time is over. Returns how many. */
export async function discardDeadLetters(db: Queryable, filter: DeadLetterFilter): Promise<number> {
  return at('dead-letters.discard', () => counted(db, DISCARD, valuesOf({ ...filter, state: 'dead' })))
}

async function counted(db: Queryable, sql: string, values: unknown[]): Promise<number> {
  const { rows } = await at('dead-letters.counted', () => db.query<{ count: number }>(sql, values))
  return rows[0]?.count ?? 0
}

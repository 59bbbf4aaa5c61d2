import type { Page } from '@azora/contracts'
import * as z from 'zod'
import { keyset } from '../data/page-cursor.js'
import type { Queryable } from '../data/queryable.js'
import type { Failure } from '../events/dead-letters/failure.js'
import { at } from '../events/fault-point.js'
import type { SagaState, StepState } from './saga-state.js'
import { namesIn } from './shape.js'

/** A saga in a list. */
export interface SagaSummary {
  id: string
  /** The name of its declaration. */
  saga: string
  /** What it was started for: of one saga there is one for each. */
  subject: string
  state: SagaState
  /** Why it was turned around. */
  reason: string | null
  /** Why it is stuck. */
  stuckReason: string | null
  startedAt: Date
  /** When it was turned around. */
  turnedAt: Date | null
  endedAt: Date | null
  /** When something happens next by itself. */
  dueAt: Date | null
}

/** What became of a step. */
export interface SagaStepRecord {
  step: string
  /** `pending` has not been begun. */
  state: StepState | 'pending'
  attempts: number
  /** How often its compensation was tried. */
  compensations: number
  result: unknown
  /** The first and the last failures, of its run and its compensation, with the errors that caused them. */
  failures: Failure[]
  /** When it is tried again, or how long a reply is awaited. */
  dueAt: Date | null
  startedAt: Date | null
  endedAt: Date | null
}

/** A saga with all that is known of it. */
export interface SagaDetails extends SagaSummary {
  input: unknown
  /** The request it was started by. */
  requestId: string | null
  steps: SagaStepRecord[]
}

/** Which sagas; what is left out does not matter. */
export interface SagaFilter {
  saga?: string
  subject?: string
  state?: SagaState
  /** Default 100. */
  limit?: number
  cursor?: string
}

const SUMMARY = `
  id, saga, subject, state, reason, stuck_reason AS "stuckReason", started_at AS "startedAt", turned_at AS "turnedAt", ended_at AS "endedAt",
  due_at AS "dueAt"`
const LIST = `
  SELECT ${SUMMARY} FROM azora.sagas
  WHERE ($1::text IS NULL OR saga = $1) AND ($2::text IS NULL OR subject = $2) AND ($3::text IS NULL OR state = $3)
    AND ($4::uuid IS NULL OR id < $4)
  ORDER BY id DESC LIMIT $5`
const SHOW = `
  SELECT ${SUMMARY}, input, request_id AS "requestId", shape FROM azora.sagas WHERE id = $1::uuid`
const STEPS = `
  SELECT step, state, attempts, compensations, result, failures, due_at AS "dueAt", started_at AS "startedAt",
    ended_at AS "endedAt"
  FROM azora.saga_steps WHERE saga_id = $1::uuid ORDER BY started_at, step`
// A reply that is awaited does not come sooner by asking: its step keeps its deadline.
const RETRY = `
  WITH asked AS (
    UPDATE azora.sagas SET due_at = $2::timestamptz, version = version + 1, stuck_reason = NULL,
      state = CASE WHEN turned_at IS NULL THEN 'running' ELSE 'compensating' END
    WHERE id = $1::uuid AND ended_at IS NULL RETURNING id
  ), hurried AS (
    UPDATE azora.saga_steps s SET due_at = $2::timestamptz FROM asked
    WHERE s.saga_id = asked.id AND s.state <> 'compensated' AND (s.state = 'running' OR s.compensations > 0)
  )
  SELECT count(*)::int AS count FROM asked`
const COMPENSATE = `
  WITH asked AS (
    UPDATE azora.sagas SET turned_at = $2::timestamptz, due_at = $2::timestamptz, reason = $3, state = 'compensating',
      stuck_reason = NULL, version = version + 1
    WHERE id = $1::uuid AND ended_at IS NULL AND turned_at IS NULL RETURNING id
  )
  SELECT count(*)::int AS count FROM asked`

/** The order sagas are listed in, the same in every service: a position of one list is one of all lists. */
export const sagaOrder = keyset('sagas', z.object({ id: z.uuid() }))

/** The sagas of a service, those started last first. Throws `InvalidRequest` for a cursor of another list. */
export async function listSagas(db: Queryable, filter: SagaFilter = {}): Promise<Page<SagaSummary>> {
  const { saga = null, subject = null, state = null, limit = 100, cursor } = filter
  const before = sagaOrder.read(cursor)?.id ?? null
  const { rows } = await at('sagas.list', () =>
    db.query<SagaSummary>(LIST, [saga, subject, state, before, limit + 1]),
  )
  return sagaOrder.page(rows, limit, ({ id }) => ({ id }))
}

/** A saga with its steps, in the order they are declared in; null if there is none. */
export async function showSaga(db: Queryable, id: string): Promise<SagaDetails | null> {
  const { rows } = await at('sagas.show', () =>
    db.query<Omit<SagaDetails, 'steps'> & { shape: string | null }>(SHOW, [id]),
  )
  const [found] = rows
  if (!found) return null
  const begun = await at('sagas.steps', () => db.query<SagaStepRecord>(STEPS, [id]))
  const { shape, ...details } = found
  return { ...details, steps: inOrder(namesIn(shape), begun.rows) }
}

/**
 * Has a saga go on at once: what failed is tried now rather than after its pause, and one that is stuck because its steps
 * have changed is looked at again. False if there is none, or it has ended.
 *
 * @param now When it is due; whoever runs sagas notices within a second.
 */
export async function retrySaga(db: Queryable, id: string, now: Date): Promise<boolean> {
  const { rows } = await at('sagas.retry', () => db.query<{ count: number }>(RETRY, [id, now]))
  return rows[0]?.count === 1
}

/**
 * Turns a saga around: what it has done is undone, whatever it waits for. False if there is none, or it has ended or been
 * turned around before.
 *
 * @param why Who asked and for what, for whoever looks at it later.
 */
export async function compensateSaga(
  db: Queryable,
  id: string,
  why: { reason: string; now: Date },
): Promise<boolean> {
  const values = [id, why.now, why.reason]
  const { rows } = await at('sagas.compensate', () => db.query<{ count: number }>(COMPENSATE, values))
  return rows[0]?.count === 1
}

function inOrder(names: readonly string[], begun: readonly SagaStepRecord[]): SagaStepRecord[] {
  return names.map(step => begun.find(record => record.step === step) ?? { ...PENDING, step })
}

const PENDING: Omit<SagaStepRecord, 'step'> = {
  state: 'pending',
  attempts: 0,
  compensations: 0,
  result: null,
  failures: [],
  dueAt: null,
  startedAt: null,
  endedAt: null,
}

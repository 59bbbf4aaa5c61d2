import type pg from 'pg'
import type { RawClient } from '../data/transaction-scope.js'
import type { Failure } from '../events/dead-letters/failure.js'
import { at } from '../events/fault-point.js'
import type { Plan, Standing, StepStanding } from './plan.js'
import type { Saga } from './saga.js'
import type { StepState } from './saga-state.js'

/** A saga that is this process's to work on, until its hold ends. */
export interface Claim {
  id: string
  saga: string
  /** Grows with every holder. Nothing is noted under one that has passed. */
  token: string
}

/** A step that was begun, as it is stored. */
export interface StepRow extends StepStanding {
  step: string
  result: unknown
  failures: Failure[]
}

/** A saga as it is stored. */
export interface SagaRow extends Standing {
  subject: string
  input: unknown
  traceparent: string | null
  requestId: string | null
  /** Null before it was begun. */
  shape: string | null
  /** Grows with every change. */
  version: string
  steps: ReadonlyMap<string, StepRow>
}

/** Says that somebody else works on a saga now. What is in doubt is theirs. */
export class ClaimLost extends Error {
  constructor({ saga, id }: Claim) {
    super(`${saga} ${id} is held by somebody else now`)
    this.name = 'ClaimLost'
  }
}

/** How long a saga is held without being prolonged. */
export const HOLD_MS = 15_000
/** After how long it is told that nobody takes up a saga that is due. */
const STRANDED = '1 minute'
const KEPT = '30 days'
const FORGOTTEN_AT_ONCE = 1_000

const KNOWN = `
  EXISTS (SELECT FROM unnest($1::text[], $2::text[]) AS known (saga, shape)
    WHERE known.saga = g.saga AND (g.shape IS NULL OR g.shape = known.shape))`
const CLAIM = `
  UPDATE azora.sagas SET holder = $3, token = token + 1, held_until = clock_timestamp() + interval '${HOLD_MS} ms'
  WHERE id = (
    SELECT g.id FROM azora.sagas g
    WHERE g.due_at <= $4::timestamptz AND g.held_until <= clock_timestamp() AND ${KNOWN}
    ORDER BY g.due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
  RETURNING id, saga, token`
const STRANDING = `
  UPDATE azora.sagas g SET state = 'stuck', due_at = NULL, version = version + 1,
    stuck_reason = 'it was begun with steps that no running version of the service declares: start one that does, and retry it'
  WHERE g.due_at <= $3::timestamptz - interval '${STRANDED}' AND g.held_until <= clock_timestamp() AND NOT ${KNOWN}
  RETURNING g.id, g.saga`
const NEXT_DUE = 'SELECT min(due_at) AS due FROM azora.sagas WHERE due_at > $1::timestamptz'
const LOAD = `
  SELECT subject, input, traceparent, request_id AS "requestId", shape, version, started_at AS "startedAt",
    turned_at AS "turnedAt"
  FROM azora.sagas WHERE id = $1::uuid AND token = $2`
const STEPS = `
  SELECT step, state, attempts, compensations, result, failures, due_at AS "dueAt"
  FROM azora.saga_steps WHERE saga_id = $1::uuid`
/** Locks the saga until the transaction ends: whoever takes it over waits for what is being noted. */
const HELD = `
  held AS (UPDATE azora.sagas SET version = version + 1 WHERE id = $1::uuid AND token = $2::bigint RETURNING id)`
const BEGIN_RUN = `
  WITH held AS (
    UPDATE azora.sagas SET version = version + 1, shape = $4, state = CASE state WHEN 'stuck' THEN state ELSE 'running' END
    WHERE id = $1::uuid AND token = $2::bigint RETURNING id
  )
  INSERT INTO azora.saga_steps AS s (saga_id, step, state, attempts, started_at)
  SELECT held.id, name, 'running', 1, $5::timestamptz FROM held, unnest($3::text[]) AS name
  ON CONFLICT (saga_id, step) DO UPDATE SET attempts = s.attempts + 1, due_at = NULL`
const BEGIN_COMPENSATION = `
  WITH ${HELD}
  UPDATE azora.saga_steps s SET compensations = s.compensations + 1, due_at = NULL
  FROM held WHERE s.saga_id = held.id AND s.step = ANY ($3::text[])`
const DONE = `
  WITH ${HELD}
  UPDATE azora.saga_steps s SET state = 'done', result = $4::jsonb, due_at = NULL, ended_at = $5::timestamptz
  FROM held WHERE s.saga_id = held.id AND s.step = $3`
const AWAITING = `
  WITH ${HELD}
  UPDATE azora.saga_steps s SET
    state = CASE WHEN s.reply IS NULL THEN 'awaiting' WHEN s.reply ? 'refused' THEN 'refused' ELSE 'done' END,
    result = s.reply -> 'data', due_at = $4::timestamptz,
    ended_at = CASE WHEN s.reply IS NULL THEN NULL ELSE $5::timestamptz END
  FROM held WHERE s.saga_id = held.id AND s.step = $3`
// A commit whose answer was lost looks like a failure: what it has noted stands.
const FAILED = `
  WITH ${HELD}
  UPDATE azora.saga_steps s SET state = $5, failures = $6::jsonb, due_at = $7::timestamptz
  FROM held WHERE s.saga_id = held.id AND s.step = $3 AND s.state = $4`
const COMPENSATED = `
  WITH ${HELD}
  UPDATE azora.saga_steps s SET state = 'compensated', due_at = NULL, ended_at = $4::timestamptz
  FROM held WHERE s.saga_id = held.id AND s.step = $3`
const TURN = `
  UPDATE azora.sagas SET turned_at = $4::timestamptz, reason = $5, state = 'compensating', stuck_reason = NULL,
    version = version + 1
  WHERE id = $1::uuid AND token = $2::bigint AND version = $3::bigint`
const REST = `
  UPDATE azora.sagas SET state = $4, stuck_reason = $5, due_at = $6::timestamptz, held_until = '-infinity', version = version + 1
  WHERE id = $1::uuid AND token = $2::bigint AND version = $3::bigint`
const END = `
  UPDATE azora.sagas SET state = $4, ended_at = $5::timestamptz, stuck_reason = NULL, due_at = NULL, held_until = '-infinity',
    shape = coalesce(shape, $6), version = version + 1
  WHERE id = $1::uuid AND token = $2::bigint AND version = $3::bigint`
const PROLONG = `
  UPDATE azora.sagas SET held_until = clock_timestamp() + interval '${HOLD_MS} ms' WHERE id = $1::uuid AND token = $2::bigint`
const GIVE_BACK = `
  UPDATE azora.sagas SET held_until = '-infinity' WHERE id = $1::uuid AND token = $2::bigint`
const RECLAIM = `UPDATE azora.sagas SET held_until = '-infinity' WHERE holder = $1 AND held_until > clock_timestamp()`
const FORGET = `
  DELETE FROM azora.sagas WHERE id IN (
    SELECT id FROM azora.sagas WHERE ended_at < $1::timestamptz - interval '${KEPT}' LIMIT ${FORGOTTEN_AT_ONCE})`

const valuesOf = (known: readonly Saga[]) => [known.map(({ name }) => name), known.map(({ shape }) => shape)]

/** Takes the saga that is due longest, if there is one that nobody works on. */
export async function claim(
  pool: pg.Pool,
  known: readonly Saga[],
  { holder, now }: { holder: string; now: Date },
): Promise<Claim | undefined> {
  const { rows } = await at('saga.claim', () => pool.query<Claim>(CLAIM, [...valuesOf(known), holder, now]))
  return rows[0]
}

/** Milliseconds until another saga is due; undefined if none is. */
export async function msUntilDue(pool: pg.Pool, now: Date): Promise<number | undefined> {
  const { rows } = await at('saga.due', () => pool.query<{ due: Date | null }>(NEXT_DUE, [now]))
  const due = rows[0]?.due
  return due ? Math.max(1, due.getTime() - now.getTime()) : undefined
}

/** Calls those stuck that nobody takes up, since nobody has their steps. Returns them. */
export async function strand(
  pool: pg.Pool,
  known: readonly Saga[],
  now: Date,
): Promise<Pick<Claim, 'id' | 'saga'>[]> {
  const { rows } = await at('saga.strand', () =>
    pool.query<Pick<Claim, 'id' | 'saga'>>(STRANDING, [...valuesOf(known), now]),
  )
  return rows
}

/** How it stands. Throws `ClaimLost`. */
export async function load(pool: pg.Pool, held: Claim): Promise<SagaRow> {
  const found = await at('saga.load', () => pool.query<SagaRow>(LOAD, [held.id, held.token]))
  const [row] = found.rows
  if (!row) throw new ClaimLost(held)
  // After the version: what changes in between changes that, and is noticed before the saga is laid down.
  const { rows } = await at('saga.steps', () => pool.query<StepRow>(STEPS, [held.id]))
  return { ...row, steps: new Map(rows.map(step => [step.step, step])) }
}

/** Notes that steps are about to be run: from here on each may have had its effect. */
export async function beginRun(
  pool: pg.Pool,
  held: Claim,
  { steps, shape, now }: { steps: readonly string[]; shape: string; now: Date },
): Promise<void> {
  const values = [held.id, held.token, steps, shape, now]
  const { rowCount } = await at('saga.begin-run', () => pool.query(BEGIN_RUN, values))
  if (rowCount !== steps.length) throw new ClaimLost(held)
}

/** Notes that steps are about to be undone. */
export async function beginCompensation(pool: pg.Pool, held: Claim, steps: readonly string[]): Promise<void> {
  const values = [held.id, held.token, steps]
  const { rowCount } = await at('saga.begin-compensation', () => pool.query(BEGIN_COMPENSATION, values))
  if (rowCount !== steps.length) throw new ClaimLost(held)
}

/** Notes what a step has come to, in the transaction of what it wrote. */
export function noteDone(
  tx: RawClient,
  held: Claim,
  { step, result, now }: { step: string; result: unknown; now: Date },
): Promise<void> {
  return noted(tx, held, [DONE, step, JSON.stringify(result ?? null), now])
}

/** Notes that a step awaits its reply, unless that is here already. */
export function noteAwaiting(
  tx: RawClient,
  held: Claim,
  { step, until, now }: { step: string; until: Date; now: Date },
): Promise<void> {
  return noted(tx, held, [AWAITING, step, until, now])
}

/** Notes that a step is undone, in the transaction of what that wrote. */
export function noteCompensated(
  tx: RawClient,
  held: Claim,
  { step, now }: { step: string; now: Date },
): Promise<void> {
  return noted(tx, held, [COMPENSATED, step, now])
}

/** Notes that an attempt has failed, unless it turns out that it has not. */
export async function noteFailed(
  pool: pg.Pool,
  held: Claim,
  { before, step, state, failures, dueAt }: Setback,
): Promise<void> {
  const values = [held.id, held.token, step, before, state, JSON.stringify(failures), dueAt]
  await at('saga.note-failed', () => pool.query(FAILED, values))
}

/** What a failed attempt leaves. */
export interface Setback extends Pick<StepRow, 'step' | 'state' | 'failures' | 'dueAt'> {
  /** How the step stood when the attempt began. */
  before: StepState
}

/** Carries out what is planned beside steps. False if the saga has changed since it was looked at. */
export async function settle(
  pool: pg.Pool,
  held: Claim,
  { plan, version, shape, now }: { plan: Settling; version: string; shape: string; now: Date },
): Promise<boolean> {
  const [sql, ...values] = statementOf(plan, shape, now)
  const all = [held.id, held.token, version, ...values]
  const { rowCount } = await at('saga.settle', () => pool.query(sql, all))
  return rowCount === 1
}

/** What is planned beside steps. */
export type Settling = Extract<Plan, { do: 'turn' | 'rest' | 'end' }>

function statementOf(plan: Settling, shape: string, now: Date): [sql: string, ...values: unknown[]] {
  switch (plan.do) {
    case 'turn':
      return [TURN, now, plan.reason]
    case 'rest':
      return [REST, plan.state, plan.reason ?? null, plan.dueAt]
    default:
      return [END, plan.state, now, shape]
  }
}

/** Keeps a saga from others for longer. False if it has been lost. */
export async function prolong(pool: pg.Pool, { id, token }: Claim): Promise<boolean> {
  const { rowCount } = await at('saga.prolong', () => pool.query(PROLONG, [id, token]))
  return rowCount === 1
}

/** Lets others have a saga at once, as it stands. */
export async function giveBack(pool: pg.Pool, { id, token }: Claim): Promise<void> {
  await at('saga.give-back', () => pool.query(GIVE_BACK, [id, token]))
}

/** Lets anybody have what a process of this name held when it died. */
export async function giveBackAll(pool: pg.Pool, holder: string): Promise<void> {
  await at('saga.give-back-all', () => pool.query(RECLAIM, [holder]))
}

/** Forgets what ended more than 30 days ago, a bounded number at once. Returns whether there is more. */
export async function forget(pool: pg.Pool, now: Date): Promise<boolean> {
  const { rowCount } = await at('saga.forget', () => pool.query(FORGET, [now]))
  return rowCount === FORGOTTEN_AT_ONCE
}

async function noted(
  tx: RawClient,
  held: Claim,
  [sql, ...values]: [sql: string, ...values: unknown[]],
): Promise<void> {
  const changed = await at('saga.note', () => tx.$executeRawUnsafe(sql, held.id, held.token, ...values))
  if (changed !== 1) throw new ClaimLost(held)
}

import type * as z from 'zod'
import type { Clock } from '../clock.js'
import type { CommitSignal } from '../data/commit-signal.js'
import type { RawClient } from '../data/transaction-scope.js'
import type { Failure } from '../events/dead-letters/failure.js'
import { at } from '../events/fault-point.js'
import { currentRequest } from '../http/request-context.js'
import { newId } from '../new-id.js'
import type { Replies, SagaIdentity } from './saga.js'

/** What starting sagas needs of a database. */
export interface SagaStore {
  readonly raw: RawClient
  readonly inTransaction: boolean
  readonly sagaSignal: CommitSignal
}

/** Starts sagas, and tells those that wait what has become of what they asked for. */
export interface Sagas {
  /**
   * Starts a saga in the current transaction: it is carried out if and only if that commits. For one `id` it is started once;
   * false says that it has been before.
   *
   * @param about.id What it is for: an order, an account.
   * @throws {TypeError} Outside of a transaction, or if the input is not what was declared.
   */
  start<Input extends z.ZodType>(
    saga: SagaIdentity<Input>,
    about: { id: string; input: z.input<Input> },
  ): Promise<boolean>
  /**
   * Ends a step that awaits a reply, in the current transaction: for handlers of events. False if none awaits it: it has
   * been replied to, or the saga has turned around.
   *
   * @throws {TypeError} Outside of a transaction, or if the data is not what was declared.
   */
  reply<Awaited extends Replies, Name extends keyof Awaited & string>(
    saga: SagaIdentity<z.ZodType, Awaited>,
    step: Name,
    reply: { id: string; data: z.input<Awaited[Name]> },
  ): Promise<boolean>
  /** Says that what a step asked for was not done and will not be: the saga turns around. Else like {@link reply}. */
  refuse<Awaited extends Replies>(
    saga: SagaIdentity<z.ZodType, Awaited>,
    step: keyof Awaited & string,
    refusal: { id: string; reason: string },
  ): Promise<boolean>
}

/** What is kept of a reply, and of a refusal beside the failures of its step. */
interface Reply {
  reply: { data: unknown } | { refused: true }
  failures?: readonly Omit<Failure, 'attempt'>[]
}

const START = `
  INSERT INTO azora.sagas (id, saga, subject, input, traceparent, request_id, started_at, due_at)
  VALUES ($1::uuid, $2, $3, $4::jsonb, $5, $6, $7::timestamptz, $7::timestamptz)
  ON CONFLICT (saga, subject) DO NOTHING`
// A reply may be here before it is noted that the step awaits one: then whoever notes it finds the reply.
const REPLY = `
  WITH asked AS (
    UPDATE azora.sagas SET due_at = $4::timestamptz, version = version + 1
    WHERE saga = $1 AND subject = $2 AND turned_at IS NULL AND ended_at IS NULL RETURNING id
  )
  UPDATE azora.saga_steps s SET reply = $5::jsonb,
    state = CASE WHEN s.state = 'running' THEN s.state WHEN $5::jsonb ? 'refused' THEN 'refused' ELSE 'done' END,
    result = CASE WHEN s.state = 'awaiting' THEN $5::jsonb -> 'data' END,
    failures = s.failures || (
      SELECT coalesce(jsonb_agg(it || jsonb_build_object('attempt', s.attempts)), '[]') FROM jsonb_array_elements($6::jsonb) AS it),
    ended_at = CASE WHEN s.state = 'awaiting' THEN $4::timestamptz END
  FROM asked WHERE s.saga_id = asked.id AND s.step = $3 AND s.state IN ('running', 'awaiting') AND s.reply IS NULL`

/**
 * Lets a service start its sagas and reply to them.
 *
 * @example use: ({ db, clock }) => ({ …, sagas: sagasIn(db, clock) })
 */
export function sagasIn(db: SagaStore, clock: Clock): Sagas {
  return {
    async start(saga, { id, input }) {
      const read = saga.input.safeParse(input)
      if (!read.success) throw new TypeError(`${saga.name} was started with another input than declared`)
      demandTransaction(db, saga.name)
      const { requestId, traceparent } = currentRequest() ?? {}
      const values = [saga.name, id, JSON.stringify(read.data), traceparent, requestId, clock.now()]
      const added = await at('sagas.start', () => db.raw.$executeRawUnsafe(START, newId(), ...values))
      if (added === 1) db.sagaSignal.raise()
      return added === 1
    },
    async reply(saga, step, { id, data }) {
      const read = saga.replies[step]?.safeParse(data)
      if (!read?.success) throw new TypeError(`${saga.name} awaits another reply to ${step}`)
      const { data: kept } = read
      return replied(db, [saga.name, id, step, clock.now()], { reply: { data: kept } })
    },
    refuse(saga, step, { id, reason }) {
      const now = clock.now()
      const failure = { at: now.toISOString(), errors: [{ name: 'Refused', message: reason }] }
      return replied(db, [saga.name, id, step, now], { reply: { refused: true }, failures: [failure] })
    },
  }
}

async function replied(
  db: SagaStore,
  [saga, ...values]: [saga: string, id: string, step: string, now: Date],
  { reply, failures = [] }: Reply,
): Promise<boolean> {
  demandTransaction(db, saga)
  const changed = await at('sagas.replied', () =>
    db.raw.$executeRawUnsafe(REPLY, saga, ...values, JSON.stringify(reply), JSON.stringify(failures)),
  )
  if (changed > 0) db.sagaSignal.raise()
  return changed > 0
}

function demandTransaction({ inTransaction }: SagaStore, saga: string): void {
  if (!inTransaction) throw new TypeError(`${saga} must be told in the transaction of what it follows from`)
}

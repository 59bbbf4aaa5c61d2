import type { CloudEvent } from '@azora/contracts'
import type { Failure } from '../dead-letters/failure.js'
import { at } from '../fault-point.js'
import type { InboxStore } from './inbox-store.js'

/** An event that waits: for another attempt, or for an earlier one of its key. */
export interface Waiting {
  seq: string
  handler: string
  event: CloudEvent
  attempts: number
  failures: Failure[]
  redriven: boolean
}

/** The outcome of an attempt that is to be followed by another. */
export interface Setback {
  attempts: number
  failures: readonly Failure[]
  dueAt: Date
}

const ADD = `
  INSERT INTO azora.waiting (handler, key, event_id, event, attempts, failures, due_at)
  VALUES ($1, $2, $3::uuid, $4::json, $5, $6::jsonb, $7::timestamptz)
  ON CONFLICT (handler, event_id) DO NOTHING`
// Of handlers and their replays, whose names begin with theirs. The first of its key only: the others wait for it. One that somebody is trying is left to them.
const NEXT = `
  SELECT w.seq, w.handler, w.event, w.attempts, w.failures, w.redriven FROM azora.waiting w
  WHERE split_part(w.handler, '@', 1) = ANY ($1::text[]) AND w.due_at <= $2::timestamptz AND NOT EXISTS (
    SELECT FROM azora.waiting earlier
    WHERE earlier.handler = w.handler AND earlier.key = w.key AND earlier.seq < w.seq)
  ORDER BY w.due_at LIMIT 1 FOR UPDATE OF w SKIP LOCKED`
const NEXT_DUE = `
  SELECT min(due_at) AS due FROM azora.waiting WHERE split_part(handler, '@', 1) = ANY ($1::text[]) AND due_at > $2::timestamptz`
const POSTPONE = `
  UPDATE azora.waiting SET attempts = $2, failures = $3::jsonb, due_at = $4::timestamptz
  WHERE seq = $1 AND attempts < $2`
const REMOVE = 'DELETE FROM azora.waiting WHERE seq = $1'

/** Lets an event wait, in the current transaction. */
export async function letWait(
  { raw }: InboxStore,
  handler: string,
  { event, attempts, failures, dueAt }: Setback & { event: CloudEvent },
): Promise<void> {
  const values = [
    event.partitionkey,
    event.id,
    JSON.stringify(event),
    attempts,
    JSON.stringify(failures),
    dueAt,
  ]
  await at('waiting.add', () => raw.$executeRawUnsafe(ADD, handler, ...values))
}

/** The event that is due longest of those that come first of their key, locked until the transaction ends. */
export async function nextDue(
  { raw }: InboxStore,
  handlers: readonly string[],
  now: Date,
): Promise<Waiting | undefined> {
  const rows = await at('waiting.next', () => raw.$queryRawUnsafe<Waiting[]>(NEXT, handlers, now))
  return rows[0]
}

/** Milliseconds until another event is due; undefined if none is. */
export async function msUntilDue(
  { raw }: InboxStore,
  handlers: readonly string[],
  now: Date,
): Promise<number | undefined> {
  const rows = await at('waiting.due', () =>
    raw.$queryRawUnsafe<{ due: Date | null }[]>(NEXT_DUE, handlers, now),
  )
  const due = rows[0]?.due
  return due ? Math.max(1, due.getTime() - now.getTime()) : undefined
}

/** Notes a failed attempt, unless another instance has noted it. */
export async function postpone({ raw }: InboxStore, seq: string, setback: Setback): Promise<void> {
  const { attempts, failures, dueAt } = setback
  await at('waiting.postpone', () =>
    raw.$executeRawUnsafe(POSTPONE, seq, attempts, JSON.stringify(failures), dueAt),
  )
}

/** Ends the wait. */
export async function remove({ raw }: InboxStore, seq: string): Promise<void> {
  await at('waiting.remove', () => raw.$executeRawUnsafe(REMOVE, seq))
}

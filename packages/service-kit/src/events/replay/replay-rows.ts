import type pg from 'pg'
import type { Queryable } from '../../data/queryable.js'
import { at } from '../fault-point.js'
import type { ReplayRange } from './replay-range.js'

/** Where each lane is read to; `done` for one that is read to its end. */
export type ReplayCursors = Readonly<Record<string, string>>

/** Where each lane ended when a replay began to read its log. */
export type ReplayEnds = Readonly<Record<string, string>>

/** Events that are handed to one handler again. */
export interface Replay {
  id: string
  handler: string
  range: ReplayRange
  perSecond: number
  state: 'running' | 'done' | 'canceled'
  /** How many events have been handed over. */
  replayed: number
  createdBy: string
  createdAt: Date
  endedAt: Date | null
}

/** A replay with how far it is, locked for whoever goes on with it. */
export interface DueReplay extends Replay {
  log: string | null
  ends: ReplayEnds
  cursors: ReplayCursors
}

/** What a step of a replay has come to. */
export interface ReplayProgress {
  log: string
  ends: ReplayEnds
  cursors: ReplayCursors
  handed: number
  isDone: boolean
  now: Date
}

const COLUMNS = `
  id, handler, range, per_second AS "perSecond", state, replayed::float AS replayed, created_by AS "createdBy",
  created_at AS "createdAt", ended_at AS "endedAt"`
const ADD = `
  INSERT INTO azora.replays (id, handler, range, per_second, due_at, created_by, created_at)
  VALUES ($1::uuid, $2, $3::jsonb, $4, $5::timestamptz, $6, $5::timestamptz) ON CONFLICT (id) DO NOTHING
  RETURNING id`
const LIST = `SELECT ${COLUMNS} FROM azora.replays WHERE ($1::uuid IS NULL OR id = $1) ORDER BY created_at DESC LIMIT 100`
const CANCEL = `
  UPDATE azora.replays SET state = 'canceled', ended_at = $2::timestamptz WHERE id = $1::uuid AND state = 'running'
  RETURNING id`
const DUE = `
  SELECT ${COLUMNS}, log, ends, cursors FROM azora.replays
  WHERE state = 'running' AND handler = ANY ($1::text[]) AND due_at <= $2::timestamptz
  ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED`
// No faster than asked for: the next step is due when as many as were handed over now might have been.
const NOTE = `
  UPDATE azora.replays SET log = $2, ends = $7::jsonb, cursors = $3::jsonb, replayed = replayed + $4::int,
    due_at = $5::timestamptz + $4::int * interval '1 second' / per_second,
    state = CASE WHEN $6 THEN 'done' ELSE state END, ended_at = CASE WHEN $6 THEN $5::timestamptz END
  WHERE id = $1::uuid`

/** Notes a replay to be done; false if there is one of that id. */
export async function addReplay(
  db: Queryable,
  { id, handler, range, perSecond, createdBy, createdAt }: Omit<Replay, 'state' | 'replayed' | 'endedAt'>,
): Promise<boolean> {
  const values = [id, handler, JSON.stringify(range), perSecond, createdAt, createdBy]
  const { rows } = await at('replay.add', () => db.query(ADD, values))
  return rows.length > 0
}

/** The replays of a service, the newest first; or the one of this id. */
export async function replays(db: Queryable, id: string | null = null): Promise<Replay[]> {
  const { rows } = await at('replay.list', () => db.query<Replay>(LIST, [id]))
  return rows
}

/** Ends a replay where it is. False if there is none, or it has ended. */
export async function cancelReplay(db: Queryable, id: string, now: Date): Promise<boolean> {
  const { rows } = await at('replay.cancel', () => db.query(CANCEL, [id, now]))
  return rows.length > 0
}

/** The replay that is due longest, locked until the transaction of this connection ends. */
export async function dueReplay(
  client: pg.ClientBase,
  handlers: readonly string[],
  now: Date,
): Promise<DueReplay | undefined> {
  const { rows } = await at('replay.due', () => client.query<DueReplay>(DUE, [handlers, now]))
  return rows[0]
}

/** Notes how far a replay is. */
export async function noteReplay(
  client: pg.ClientBase,
  id: string,
  { log, ends, cursors, handed, isDone, now }: ReplayProgress,
): Promise<void> {
  const values = [id, log, JSON.stringify(cursors), handed, now, isDone, JSON.stringify(ends)]
  await at('replay.note', () => client.query(NOTE, values))
}

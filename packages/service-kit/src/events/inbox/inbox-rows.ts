import type { CloudEvent } from '@azora/contracts'
import { at } from '../fault-point.js'
import type { InboxStore } from './inbox-store.js'

/** What to do with an event that has arrived: handle it, or let it wait for an earlier one of its key. */
export type Fate = 'new' | 'waits'

const ENTER = 'SELECT id::text, fate FROM azora.enter_inbox($1, $2::uuid[], $3::text[])'
const ENTER_ONE = `
  INSERT INTO azora.inbox (handler, event_id, attempts) VALUES ($1, $2::uuid, $3) ON CONFLICT DO NOTHING`
const REVIVE = `
  UPDATE azora.inbox SET outcome = 'handled', attempts = attempts + $3, at = now()
  WHERE handler = $1 AND event_id = $2::uuid AND outcome = 'dead'`
const CLOSE = `
  INSERT INTO azora.inbox AS known (handler, event_id, outcome, attempts) VALUES ($1, $2::uuid, $3, $4)
  ON CONFLICT (handler, event_id) DO UPDATE
    SET outcome = excluded.outcome, attempts = known.attempts + excluded.attempts, at = excluded.at`

/** Enters the events that are new, in the current transaction, and tells the fate of each that was not known. */
export async function enter(
  { raw }: InboxStore,
  handler: string,
  events: readonly CloudEvent[],
): Promise<Map<string, Fate>> {
  const ids = events.map(({ id }) => id)
  const keys = events.map(({ partitionkey }) => partitionkey)
  const rows = await at('inbox.enter', () =>
    raw.$queryRawUnsafe<{ id: string; fate: Fate }[]>(ENTER, handler, ids, keys),
  )
  return new Map(rows.map(({ id, fate }) => [id, fate]))
}

/** Enters one event that has waited. False if it has been handled meanwhile. */
export async function enterOne(
  { raw }: InboxStore,
  handler: string,
  { id, redriven, attempt }: { id: string; redriven: boolean; attempt: number },
): Promise<boolean> {
  const sql = redriven ? REVIVE : ENTER_ONE
  return (await at('inbox.enter-one', () => raw.$executeRawUnsafe(sql, handler, id, attempt))) === 1
}

/** Notes that an event is not to be handled: whenever it comes again, it is known. */
export async function close(
  { raw }: InboxStore,
  handler: string,
  { id, outcome, attempts }: { id: string; outcome: 'skipped' | 'dead'; attempts: number },
): Promise<void> {
  await at('inbox.close', () => raw.$executeRawUnsafe(CLOSE, handler, id, outcome, attempts))
}

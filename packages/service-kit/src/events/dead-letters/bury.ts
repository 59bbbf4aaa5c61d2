import type { CloudEvent } from '@azora/contracts'
import { newId } from '../../new-id.js'
import { at } from '../fault-point.js'
import { close } from '../inbox/inbox-rows.js'
import type { InboxStore } from '../inbox/inbox-store.js'
import type { Failure } from './failure.js'

/** An event that is given up by a handler. */
export interface Burial {
  event: CloudEvent
  attempts: number
  failures: readonly Failure[]
}

const BURY = `
  INSERT INTO azora.dead_letters AS known
    (id, handler, event_id, type, key, event, attempts, failures, first_failed_at, last_failed_at)
  VALUES ($1::uuid, $2, $3::uuid, $4, $5, $6::json, $7, $8::jsonb, $9::timestamptz, $10::timestamptz)
  ON CONFLICT (handler, event_id) DO UPDATE SET
    state = 'dead', attempts = known.attempts + excluded.attempts, failures = excluded.failures,
    last_failed_at = excluded.last_failed_at`

/**
 * Makes an event a dead letter of a handler, in the current transaction. Its inbox row says so: the event is known if it
 * comes again, and a redrive alone brings it back.
 */
export async function bury(store: InboxStore, handler: string, burial: Burial): Promise<void> {
  const { event, attempts, failures } = burial
  const [first, last] = [failures[0]?.at ?? event.time, failures.at(-1)?.at ?? event.time]
  const { id, type, partitionkey } = event
  const values = [
    id,
    type,
    partitionkey,
    JSON.stringify(event),
    attempts,
    JSON.stringify(failures),
    first,
    last,
  ]
  await at('dead-letters.bury', () => store.raw.$executeRawUnsafe(BURY, newId(), handler, ...values))
  await at('dead-letters.close', () => close(store, handler, { id, outcome: 'dead', attempts }))
}

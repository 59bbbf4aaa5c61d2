import { every, type JobHandler, type Sql } from '@azora/service-kit'
import type { Use } from './use.js'

const HOUR_MS = 3_600_000
const TIMEOUT_MS = 5 * 60_000

/** How long what is over can still be looked at. */
const OLD = `$1::timestamptz - interval '30 days'`

// In plain SQL: it comes every hour, in a process that may have nothing else to do.
const STATEMENTS = [
  'delete from revocation where not_after < $1',
  `delete from one_time_token where expires_at < ${OLD}`,
  `delete from session where not_after < ${OLD} or revoked_at < ${OLD}`,
  `delete from login_failure where last_failure_at < $1::timestamptz - interval '1 day'`,
  `delete from mail where state <> 'queued' and created_at < ${OLD}`,
]

/** Deletes what is over and can matter to nobody. Audit rows and signing keys stay. */
export async function prune(sql: Sql, now: Date): Promise<void> {
  for (const statement of STATEMENTS) await sql(statement, now)
}

/** Has one instance of the service do that every hour. */
export const pruning = ({ forgetOld, clock }: Pick<Use, 'forgetOld' | 'clock'>): JobHandler =>
  every('auth.pruning', HOUR_MS, {
    timeoutMs: TIMEOUT_MS,
    inTransaction: false,
    handle: () => forgetOld(clock.now()),
  })

import type { CloudEvent } from '@azora/contracts'
import type pg from 'pg'
import { inOneMessage } from '../../data/one-message.js'
import { prepared } from '../../data/prepared.js'
import type { Queryable } from '../../data/queryable.js'
import { at } from '../fault-point.js'
import { MAX_BATCH } from '../transport/transport.js'

/** Rows of the outbox that are this relay's to send, until its transaction ends. */
export interface Taken {
  rows: readonly { seq: string; event: CloudEvent }[]
  /** Whether another relay holds lanes that have rows too. */
  isBusy: boolean
}

/** How the outbox stands. */
export interface Backlog {
  unsent: number
  /** Seconds since the oldest unsent row was written. */
  oldestSeconds: number
}

interface Row {
  taken: string | null
  event: CloudEvent | null
  is_busy: boolean
}

const KEPT = '24 hours'
const SENT_AGAIN = '10 minutes'
const PRUNED_AT_ONCE = 5_000

// What a server that dies has not kept of the marks is sent once more, and known to the log by its id: nobody waits for a disk.
const BEGIN = ['BEGIN', 'SET LOCAL synchronous_commit = off']
const TAKE = `SELECT taken, event, is_busy FROM azora.take_outbox(${MAX_BATCH})`
const MARK = 'UPDATE azora.outbox SET sent_at = clock_timestamp() WHERE seq = ANY ($1::bigint[])'

/** Begins a transaction and takes the oldest unsent rows of every lane no other relay has. */
export async function take(client: pg.PoolClient): Promise<Taken> {
  const results = await at('relay.take', () => inOneMessage(client, [...BEGIN, prepared(TAKE)]))
  const rows: readonly Row[] = results.at(-1)?.rows ?? []
  return {
    rows: rows.flatMap(({ taken, event }) => (taken !== null && event ? [{ seq: taken, event }] : [])),
    isBusy: rows.some(row => row.is_busy),
  }
}

/** Marks the rows sent and commits. */
export async function mark(client: pg.PoolClient, rows: Taken['rows']): Promise<void> {
  const marks = rows.length > 0 ? [prepared(MARK, [rows.map(({ seq }) => seq)])] : []
  await at('relay.mark', () => inOneMessage(client, [...marks, 'COMMIT']))
}

/** Has rows sent again: all that are kept, or those of the last ten minutes. Inboxes know those that had arrived. */
export async function sendAgain(client: pg.ClientBase | pg.Pool, which: 'all' | 'recent'): Promise<void> {
  const threshold = which === 'all' ? `'-infinity'` : `now() - interval '${SENT_AGAIN}'`
  await at('relay.send-again', () =>
    client.query(`UPDATE azora.outbox SET sent_at = NULL WHERE sent_at > ${threshold}`),
  )
}

/** Has all that is kept sent again, to a broker that knows nothing of it. */
export async function startOver(client: pg.ClientBase, identity: string): Promise<void> {
  await at('relay.begin-again', () => client.query('BEGIN'))
  await at('relay.all-again', () => sendAgain(client, 'all'))
  await at('relay.new-broker', () => rememberBroker(client, identity))
  await at('relay.begun-again', () => client.query('COMMIT'))
}

/** The memory of the broker that rows were sent to; null before the first. */
export async function knownBroker(pool: pg.Pool): Promise<string | null> {
  const { rows } = await at('relay.broker', () =>
    pool.query<{ identity: string }>('SELECT identity FROM azora.broker'),
  )
  return rows[0]?.identity ?? null
}

export async function rememberBroker(client: pg.ClientBase, identity: string): Promise<void> {
  await at('relay.remember', () =>
    client.query(
      `INSERT INTO azora.broker (identity) VALUES ($1)
       ON CONFLICT (one) DO UPDATE SET identity = excluded.identity`,
      [identity],
    ),
  )
}

/** What waits to be sent. */
export async function backlog(db: Queryable): Promise<Backlog> {
  const { rows } = await at('relay.backlog', () =>
    db.query<Backlog>(
      `SELECT count(*)::int AS unsent,
              coalesce(extract(epoch FROM clock_timestamp() - min(at)), 0)::float AS "oldestSeconds"
       FROM azora.outbox WHERE sent_at IS NULL`,
      [],
    ),
  )
  return rows[0] ?? { unsent: 0, oldestSeconds: 0 }
}

/** Removes rows sent more than 24 hours ago, a bounded number at once. */
export async function prune(pool: pg.Pool): Promise<void> {
  await at('relay.prune', () =>
    pool.query(
      `DELETE FROM azora.outbox WHERE seq IN (
         SELECT seq FROM azora.outbox WHERE sent_at < now() - interval '${KEPT}' ORDER BY sent_at LIMIT ${PRUNED_AT_ONCE})`,
    ),
  )
}

import { IdempotencyInProgress, IdempotencyKeyReused } from '@azora/contracts'
import type pg from 'pg'
import type { JoinableTransaction } from '../data/lazy-transaction.js'
import type { RawClient } from '../data/transaction-scope.js'
import type { Idempotently } from '../http/invoke.js'
import type { Outgoing } from '../http/send.js'

/** A request as idempotency sees it: who asks what, under which key. */
export type KeyedRequest = Parameters<Idempotently>[0]

/** What idempotency needs of a database. */
export interface IdempotencyStore {
  readonly pool: pg.Pool
  lazyTransaction(begun: (tx: RawClient) => Promise<void>): JoinableTransaction
}

interface StoredReply {
  requestHash: string
  status: number
  headers: Record<string, string>
  body: string | null
}

/** What trying to be the only one for a key came to: a reply if another one was before. */
type Claim = { locked: boolean } & (StoredReply | { requestHash: null })

const RETRY_AFTER_SECONDS = 1
/** How long a reply is kept, and its key remembered. */
const RETENTION = '48 hours'

const CLAIM = `
  SELECT locked, request_hash AS "requestHash", status, headers, body FROM azora.claim_reply($1, $2, $3)`
const FIND = `
  SELECT request_hash AS "requestHash", status, headers, body FROM azora.idempotency
  WHERE principal = $1 AND operation = $2 AND key = $3 AND expires_at > now()`
const STORE = `
  INSERT INTO azora.idempotency (principal, operation, key, request_hash, status, headers, body, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6::json, $7, now() + interval '${RETENTION}')
  ON CONFLICT (principal, operation, key) DO UPDATE
    SET request_hash = excluded.request_hash, status = excluded.status, headers = excluded.headers,
        body = excluded.body, expires_at = excluded.expires_at`

const FORGET = `
  DELETE FROM azora.idempotency
  WHERE ctid = ANY (ARRAY(SELECT ctid FROM azora.idempotency WHERE expires_at <= now() LIMIT $1::int))`
const FORGET_AT_ONCE = 1_000

/** Says, from inside the transaction, that another one has done the work in the meantime. */
class DoneMeanwhile extends Error {
  readonly stored: StoredReply

  constructor(stored: StoredReply) {
    super('another request with this key has finished in the meantime')
    this.stored = stored
  }
}

/**
 * Does what a request asks at most once per principal, operation and `Idempotency-Key`, and answers repetitions with the
 * reply of the first: effect and reply are one transaction.
 *
 * The transaction begins at the first `transaction()` of `run` (or when it returns), so that slow work before it holds
 * no connection; work without effects may therefore be done twice, its effects never. A failure stores nothing.
 *
 * Throws `IdempotencyKeyReused` when the key came with another request, `IdempotencyInProgress` (with `Retry-After`)
 * while the first is still running, and whatever `run` throws. Replies are kept for 48 hours.
 */
export async function idempotently(
  store: IdempotencyStore,
  request: KeyedRequest,
  run: () => Promise<Outgoing>,
): Promise<{ reply: Outgoing; replayed: boolean }> {
  const stored = await find(store.pool, request)
  if (stored) return replay(stored, request)
  const transaction = store.lazyTransaction(tx => claim(tx, request))
  try {
    const reply = await transaction.run(run)
    await keep(await transaction.begin(), request, reply)
    await transaction.commit()
    return { reply, replayed: false }
  } catch (error) {
    await transaction.rollback()
    if (error instanceof DoneMeanwhile) return replay(error.stored, request)
    throw error
  }
}

/** Removes replies that are past their time, so many at once, until none is left. Returns how many. */
export async function forgetExpiredReplies(pool: pg.Pool, atOnce = FORGET_AT_ONCE): Promise<number> {
  let forgotten = 0
  for (;;) {
    const { rowCount } = await pool.query(FORGET, [atOnce])
    forgotten += rowCount ?? 0
    if ((rowCount ?? 0) < atOnce) return forgotten
  }
}

/** Makes the transaction the only one for this key, or says why it cannot be. */
async function claim(tx: RawClient, { principal, operationId, key }: KeyedRequest): Promise<void> {
  const [claimed] = await tx.$queryRawUnsafe<Claim[]>(CLAIM, principal, operationId, key)
  if (!claimed?.locked) throw inProgress()
  if (claimed.requestHash !== null) throw new DoneMeanwhile(claimed)
}

async function find(
  pool: pg.Pool,
  { principal, operationId, key }: KeyedRequest,
): Promise<StoredReply | undefined> {
  const { rows } = await pool.query<StoredReply>(FIND, [principal, operationId, key])
  return rows[0]
}

async function keep(tx: RawClient, request: KeyedRequest, reply: Outgoing): Promise<void> {
  const { principal, operationId, key, requestHash } = request
  const { status, headers, body } = reply
  const values = [principal, operationId, key, requestHash, status, JSON.stringify(headers), body ?? null]
  await tx.$executeRawUnsafe(STORE, ...values)
}

function replay({ requestHash, status, headers, body }: StoredReply, request: KeyedRequest) {
  if (requestHash !== request.requestHash) throw new IdempotencyKeyReused()
  return { reply: { status, headers, body: body ?? undefined }, replayed: true }
}

function inProgress() {
  return new IdempotencyInProgress(undefined, {
    headers: { 'retry-after': String(RETRY_AFTER_SECONDS) },
    extensions: { retryAfterSeconds: RETRY_AFTER_SECONDS },
  })
}

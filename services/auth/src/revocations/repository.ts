import type { Revocation } from '@azora/contracts/auth'
import type { Sql } from '@azora/service-kit'

/** What was revoked after a cursor, and the cursor to ask with next. */
export interface RevocationPage {
  items: Revocation[]
  cursor: string
}

interface Row {
  seq: string
  sessionId: string | null
  userId: string | null
  keyId: string | null
  revokedAt: Date
  notAfter: Date
}

const LIMIT = 1_000

const LOCK = 'lock table revocation in share mode'
const LAST = `select pg_sequence_last_value(pg_get_serial_sequence('revocation', 'seq')::regclass) as last`
const SINCE = `
  select seq, session_id as "sessionId", user_id as "userId", key_id as "keyId",
    revoked_at as "revokedAt", not_after as "notAfter"
  from revocation where seq > $1 and not_after > $2 order by seq limit ${LIMIT}`

/**
 * Where revocations are stored until the last token they concern has expired. Every service reads them every second: too
 * often for Prisma.
 */
export class RevocationRepository {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  /**
   * What was revoked after the cursor; without one, or with one this database never gave out, all that still matters. Runs in a
   * transaction of its own.
   *
   * Sequence numbers are given before the commit, so a later one may be visible before an earlier. The lock waits for
   * those who are writing and keeps new ones out for the moment of the reading: then everything up to the highest number
   * is there.
   */
  async since(after: string | undefined, now: Date): Promise<RevocationPage> {
    await this.#sql(LOCK)
    const start = after === undefined ? 0n : BigInt(after)
    const seq = start <= (await this.#last()) ? start : 0n
    const rows = await this.#sql<Row>(SINCE, seq, now)
    const items = rows.map(({ sessionId, userId, keyId, revokedAt, notAfter }) => ({
      sessionId,
      userId,
      keyId,
      revokedAt: revokedAt.toISOString(),
      notAfter: notAfter.toISOString(),
    }))
    return { items, cursor: String(rows.at(-1)?.seq ?? seq) }
  }

  async #last(): Promise<bigint> {
    const [row] = await this.#sql<{ last: string | null }>(LAST)
    return BigInt(row?.last ?? 0)
  }
}

import type { Revocation } from '@azora/contracts/auth'
import type { PrismaClient } from '../generated/prisma/client.js'

/** What was revoked after a cursor, and the cursor to ask with next. */
export interface RevocationPage {
  items: Revocation[]
  cursor: string
}

const LIMIT = 1_000

/** Where revocations are stored until the last token they concern has expired. */
export class RevocationRepository {
  readonly #client: PrismaClient

  constructor(client: PrismaClient) {
    this.#client = client
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
    await this.#client.$executeRaw`lock table revocation in share mode`
    const start = after === undefined ? 0n : BigInt(after)
    const seq = start <= (await this.#last()) ? start : 0n
    const rows = await this.#client.revocation.findMany({
      where: { seq: { gt: seq }, notAfter: { gt: now } },
      orderBy: { seq: 'asc' },
      take: LIMIT,
    })
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
    const [row] = await this.#client.$queryRaw<{ last: bigint | null }[]>`
      select pg_sequence_last_value(pg_get_serial_sequence('revocation', 'seq')::regclass) as last`
    return row?.last ?? 0n
  }
}

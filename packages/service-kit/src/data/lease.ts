import { randomUUID } from 'node:crypto'
import type pg from 'pg'

/** A held lease: the right to do something alone for a while. */
export interface Lease {
  /**
   * Grows with every new holder. Hand it to whatever is written under the lease and refuse smaller ones there: a holder
   * that slept through its expiry must not overwrite its successor (fencing).
   */
  readonly token: bigint
  /** Prolongs it; false if it has been lost. */
  renew(): Promise<boolean>
  /** Gives it up, if it is still held. */
  release(): Promise<void>
}

/** The options of {@link acquireLease}. */
export interface LeaseOptions {
  name: string
  /** How long it holds without being renewed. */
  ttlMs: number
}

// The server's clock alone decides: those of the contenders differ.
const ACQUIRE = `
  INSERT INTO azora.leases AS held (name, holder, token, expires_at)
  VALUES ($1, $2, 1, clock_timestamp() + $3 * interval '1 ms')
  ON CONFLICT (name) DO UPDATE
    SET holder = excluded.holder, token = held.token + 1, expires_at = excluded.expires_at
    WHERE held.expires_at <= clock_timestamp()
  RETURNING token`
const RENEW = `
  UPDATE azora.leases SET expires_at = clock_timestamp() + $3 * interval '1 ms'
  WHERE name = $1 AND holder = $2 AND expires_at > clock_timestamp()`
const RELEASE = `UPDATE azora.leases SET expires_at = '-infinity' WHERE name = $1 AND holder = $2`

/** Takes the lease if nobody holds it; null otherwise. It expires by itself, also when its holder dies. */
export async function acquireLease(pool: pg.Pool, { name, ttlMs }: LeaseOptions): Promise<Lease | null> {
  const holder = randomUUID()
  const { rows } = await pool.query<{ token: string }>(ACQUIRE, [name, holder, ttlMs])
  const token = rows[0]?.token
  if (token === undefined) return null
  return {
    token: BigInt(token),
    renew: async () => (await pool.query(RENEW, [name, holder, ttlMs])).rowCount === 1,
    release: async () => {
      await pool.query(RELEASE, [name, holder])
    },
  }
}

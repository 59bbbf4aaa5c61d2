import type pg from 'pg'
import { prepared } from './prepared.js'
import type { RawClient } from './transaction-scope.js'

/** Plain SQL on the transaction that is open, or else on any connection. */
export function rawClient(pool: pg.Pool, current: () => RawClient | undefined): RawClient {
  const onPool: RawClient = {
    $queryRawUnsafe: async <Rows>(text: string, ...values: unknown[]) =>
      (await pool.query(prepared(text, values))).rows as Rows,
    $executeRawUnsafe: async (text, ...values) => (await pool.query(prepared(text, values))).rowCount ?? 0,
  }
  return {
    $queryRawUnsafe: (text, ...values) => (current() ?? onPool).$queryRawUnsafe(text, ...values),
    $executeRawUnsafe: (text, ...values) => (current() ?? onPool).$executeRawUnsafe(text, ...values),
  }
}

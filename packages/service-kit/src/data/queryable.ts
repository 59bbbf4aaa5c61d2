import type { RawClient } from './transaction-scope.js'

/** What runs a statement: a pool, a connection, or by {@link within} the transaction that is open. */
export interface Queryable {
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- who selects knows what comes
  query<Row extends object>(sql: string, values: unknown[]): Promise<{ rows: Row[] }>
}

/** Runs statements in a transaction. */
export function within(tx: RawClient): Queryable {
  return { query: async (sql, values) => ({ rows: await tx.$queryRawUnsafe(sql, ...values) }) }
}

import type pg from 'pg'

/**
 * Sends statements in one message, each without the answer to the one before, on a connection of a pool with `pipeline`. Throws
 * the first failure once nothing is under way any more; what came after it may have been done.
 */
export async function inOneMessage(
  connection: pg.PoolClient,
  statements: readonly (string | pg.QueryConfig)[],
): Promise<readonly pg.QueryResult[]> {
  const { stream } = connection.connection
  stream.cork()
  const results = statements.map(statement => connection.query(statement as pg.QueryConfig))
  stream.uncork()
  const [only] = results
  if (only && results.length === 1) return [await only]
  await Promise.allSettled(results)
  return Promise.all(results)
}

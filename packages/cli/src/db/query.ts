import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { UserError } from '../exit.js'

/**
 * One connection to a database, closed afterwards.
 * @param timeoutMs how long connecting, and each query, may take. Default: as long as it takes
 * @throws {UserError} `no-database` if it cannot be reached
 */
export async function withConnection<T>(
  url: string,
  work: (client: pg.Client) => Promise<T>,
  timeoutMs?: number,
): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'azora db',
    ...(timeoutMs && { connectionTimeoutMillis: timeoutMs, query_timeout: timeoutMs }),
  })
  // A server that goes away fails the query in hand; the connection's own event has nothing to add.
  client.on('error', () => {})
  await client.connect().catch((cause: Error) => {
    throw new UserError('no-database', `The database cannot be reached: ${cause.message}`, { cause })
  })
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** A database of the moment on the same server, dropped afterwards. */
export async function withScratchDatabase<T>(
  adminUrl: string,
  work: (url: string) => Promise<T>,
): Promise<T> {
  const name = `azora_scratch_${randomUUID().replaceAll('-', '')}`
  const url = new URL(adminUrl)
  url.pathname = `/${name}`
  await withConnection(adminUrl, client => client.query(`CREATE DATABASE ${name}`))
  try {
    return await work(url.href)
  } finally {
    await withConnection(adminUrl, client => client.query(`DROP DATABASE ${name} WITH (FORCE)`))
  }
}

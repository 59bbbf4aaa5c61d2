import type pg from 'pg'
import { at } from '../fault-point.js'

// A connection lost between two statements says so by an event, which nobody else hears while it is lent. The next fails.
const ignore = () => {}

/**
 * Lends a connection of its own to work that keeps a transaction open on it. After a failure the connection is ended, and
 * with it what it had begun and its locks.
 */
export async function onConnection<Result>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await at('relay.connect', () => pool.connect().then(lent => lent.on('error', ignore)))
  try {
    const result = await at('relay.connected', () => work(client))
    client.off('error', ignore)
    client.release()
    return result
  } catch (error) {
    client.release(true)
    throw error
  }
}

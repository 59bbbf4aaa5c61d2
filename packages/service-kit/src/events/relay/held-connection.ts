import type pg from 'pg'
import { borrow, giveBack } from '../../data/borrowed-connection.js'
import { at } from '../fault-point.js'

/**
 * Lends a connection of its own to work that keeps a transaction open on it. After a failure the connection is ended, and
 * with it what it had begun and its locks.
 */
export async function onConnection<Result>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await at('relay.connect', () => borrow(pool))
  try {
    const result = await at('relay.connected', () => work(client))
    giveBack(client, true)
    return result
  } catch (error) {
    giveBack(client, false)
    throw error
  }
}

import type pg from 'pg'

// A connection lost between two statements says so by an event, which nobody else hears while it is lent. The next fails.
const ignore = () => {}

/** Takes a connection of its own from a pool, to be given back. Throws when none is free, or the server is not there. */
export async function borrow(pool: pg.Pool): Promise<pg.PoolClient> {
  const connection = await pool.connect()
  return connection.on('error', ignore)
}

/** Gives a connection back; one that others should not have is ended, and with it what it had begun and its locks. */
export function giveBack(connection: pg.PoolClient, isReusable: boolean): void {
  if (isReusable) connection.off('error', ignore)
  connection.release(!isReusable)
}

import pg from 'pg'

/** Address of what the subject publishes from, and of what it writes effects to; databases of their own. */
export const { PUBLISHER_URL, CONSUMER_URL, REDIS_URL } = process.env

/** @param {string} connectionString @param {string} [sql] run first */
export async function poolOf(connectionString, sql) {
  const pool = new pg.Pool({ connectionString, max: 10 })
  if (sql) await pool.query(sql)
  return pool
}

export const BUSINESS = 'CREATE TABLE orders (n integer PRIMARY KEY, key text NOT NULL)'
export const EFFECTS = `CREATE TABLE effects (n integer PRIMARY KEY);
  CREATE TABLE inbox (event_id text PRIMARY KEY)`
export const ORDER = 'INSERT INTO orders (n, key) VALUES ($1, $2)'
export const EFFECT = 'INSERT INTO effects (n) VALUES ($1)'
const ENTER = 'INSERT INTO inbox (event_id) VALUES ($1) ON CONFLICT DO NOTHING'

/** The key of an order: 200 of them. */
export const keyOf = n => `order-${n % 200}`

/** What an event carries, about as much as a platform's. */
export const eventOf = n => ({
  specversion: '1.0',
  id: crypto.randomUUID(),
  source: '/bench',
  type: 'order.placed',
  time: new Date().toISOString(),
  partitionkey: keyOf(n),
  data: { n },
})

/** One transaction. */
export async function transaction(pool, work) {
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    const result = await work(client)
    await client.query('COMMIT')
    return result
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  } finally {
    client.release()
  }
}

/** Inbox row and effect in one transaction: what makes at-least-once into once. */
export async function effectOnce(pool, { id, data: { n } }, handled) {
  await transaction(pool, async client => {
    const { rowCount } = await client.query(ENTER, [id])
    if (rowCount === 1) await client.query(EFFECT, [n])
  })
  handled(n)
}

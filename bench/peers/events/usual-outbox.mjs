// The outbox as it is usually written: a poller that looks every 100 ms and sends row by row, in order.
import { setTimeout as delay } from 'node:timers/promises'
import { measuredSubject } from './subject.mjs'
import {
  BUSINESS,
  CONSUMER_URL,
  EFFECTS,
  effectOnce,
  eventOf,
  keyOf,
  ORDER,
  PUBLISHER_URL,
  poolOf,
  transaction,
} from './tables.mjs'

const OUTBOX = `CREATE TABLE outbox (seq bigserial PRIMARY KEY, event json NOT NULL, sent_at timestamptz);
  CREATE INDEX outbox_unsent ON outbox (seq) WHERE sent_at IS NULL`
const POLL_MS = 100
const BATCH = 100

await measuredSubject(async handled => {
  const publisher = await poolOf(PUBLISHER_URL, `${BUSINESS}; ${OUTBOX}`)
  const consumer = await poolOf(CONSUMER_URL, EFFECTS)
  void poll(publisher, event => effectOnce(consumer, event, handled))
  return {
    publish: n =>
      transaction(publisher, async client => {
        await client.query(ORDER, [n, keyOf(n)])
        await client.query('INSERT INTO outbox (event) VALUES ($1)', [eventOf(n)])
      }),
  }
})

async function poll(pool, send) {
  for (;;) {
    const { rows } = await pool.query(
      'SELECT seq, event FROM outbox WHERE sent_at IS NULL ORDER BY seq LIMIT $1',
      [BATCH],
    )
    for (const { seq, event } of rows) {
      await send(event)
      await pool.query('UPDATE outbox SET sent_at = now() WHERE seq = $1', [seq])
    }
    if (rows.length < BATCH) await delay(POLL_MS)
  }
}

// graphile-worker: a job is added in the business transaction and worked by eight at once, woken by NOTIFY.
import { run } from 'graphile-worker'
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

const SILENT = { logger: undefined }

await measuredSubject(async handled => {
  const publisher = await poolOf(PUBLISHER_URL, BUSINESS)
  const consumer = await poolOf(CONSUMER_URL, EFFECTS)
  await run({
    ...SILENT,
    connectionString: PUBLISHER_URL,
    concurrency: 8,
    maxPoolSize: 10,
    noHandleSignals: true,
    taskList: { order: event => effectOnce(consumer, event, handled) },
  })
  return {
    publish: n =>
      transaction(publisher, async client => {
        await client.query(ORDER, [n, keyOf(n)])
        await client.query(`SELECT graphile_worker.add_job('order', $1::json)`, [eventOf(n)])
      }),
  }
})

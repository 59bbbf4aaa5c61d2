// pg-boss: a job is sent in the business transaction and worked in batches; it polls, twice a second at most.
import PgBoss from 'pg-boss'
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

const QUEUE = 'orders'

await measuredSubject(async handled => {
  const publisher = await poolOf(PUBLISHER_URL, BUSINESS)
  const consumer = await poolOf(CONSUMER_URL, EFFECTS)
  const boss = new PgBoss(PUBLISHER_URL)
  boss.on('error', error => process.stderr.write(`${error}\n`))
  await boss.start()
  await boss.createQueue(QUEUE)
  await boss.work(QUEUE, { batchSize: 500, pollingIntervalSeconds: 0.5 }, async jobs => {
    await Promise.all(jobs.map(({ data }) => effectOnce(consumer, data, handled)))
  })
  return {
    publish: n =>
      transaction(publisher, async client => {
        await client.query(ORDER, [n, keyOf(n)])
        await boss.send(QUEUE, eventOf(n), {
          db: { executeSql: (text, values) => client.query(text, values) },
        })
      }),
  }
})

import pg from 'pg'
import { expect, test, vi } from 'vitest'
import { MIGRATIONS, openNotes } from '../fixtures/notes/database.js'
import { ordersProcess } from '../fixtures/orders/process.js'
import { orders } from '../fixtures/orders/service.js'
import { outageBus } from '../fixtures/test-bus.js'
import { testKit } from '../fixtures/test-kit.js'
import type { KitConfig } from '../src/config/kit-settings.js'
import { eventPart } from '../src/events/event-resources.js'
import { until } from '../src/events/testing/until.js'
import { newId } from '../src/index.js'
import { noSpans } from '../src/observability/span.js'
import { testDatabase } from '../src/testing/index.js'

vi.setConfig({ testTimeout: 90_000 })

interface Progress {
  run: string | null
  sent: number
  effects: number
  waits: boolean
}

/** The service's database as `azora chaos` sees it: orders go in, progress comes out. */
async function laboratory() {
  const bus = await outageBus()
  const database = await testDatabase('notes', MIGRATIONS)
  const busUrl = await bus.admit(database)
  const pool = new pg.Pool({ connectionString: database.url, max: 1 })
  const one = async <Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []) =>
    (await pool.query<Row>(sql, values)).rows[0]
  return {
    one,
    start: () => ordersProcess({ databaseUrl: database.url, busUrl, instance: 'orders-1', profile: 'local' }),
    order: (run: string, events: number) =>
      one(`SELECT azora.order_probe($1, 'test', 'test', $2, 7, 1)`, [run, events]),
    begin: () => one('UPDATE azora.probe_runs SET begun_at = clock_timestamp()'),
    progress: () => one<Progress>('SELECT * FROM azora.probe_progress()'),
    [Symbol.asyncDispose]: async () => {
      await pool.end()
      await database.drop()
      await bus[Symbol.asyncDispose]()
    },
  }
}

const OUTCOME = `
  SELECT count(*)::int AS effects, count(DISTINCT e.event_id)::int AS events,
    (SELECT count(*)::int FROM azora.probe_sent s WHERE NOT EXISTS (
      SELECT FROM azora.probe_effects f WHERE f.event_id = s.event_id)) AS lost
  FROM azora.probe_effects e`

test('a trial outlives the process: the next goes on where the last has died', async () => {
  await using it = await laboratory()
  const first = await it.start()
  const run = newId()
  await it.order(run, 500)
  await until('it is taken up', async () => {
    const row = await it.one<{ transport: string | null }>('SELECT transport FROM azora.probe_runs')
    return row?.transport === 'postgresql'
  })
  expect(await it.progress()).toEqual({ run, sent: 0, effects: 0, waits: false })
  await it.begin()
  await until('it publishes', async () => ((await it.progress())?.sent ?? 0) > 0)
  await first.die()
  await using _second = await it.start()
  await until('all is handled', async () => {
    const progress = await it.progress()
    return progress?.sent === 500 && progress.effects >= 500 && !progress.waits
  })
  expect(await it.one(OUTCOME)).toEqual({ effects: 500, events: 500, lost: 0 })
})

test('a trial in place of another leaves no trace of it, and none of itself once it is forgotten', async () => {
  await using it = await laboratory()
  await using running = await it.start()
  for (const run of [newId(), newId()]) {
    await it.order(run, 20)
    await it.begin()
    await until('all is handled', async () => (await it.progress())?.effects === 20)
    expect(await it.progress()).toMatchObject({ run, sent: 20 })
  }
  await running.stop()
  await it.one('SELECT azora.forget_probe()')
  expect(await it.progress()).toEqual({ run: null, sent: 0, effects: 0, waits: false })
  expect(
    await it.one(
      `SELECT (SELECT count(*)::int FROM azora.outbox) AS outbox, (SELECT count(*)::int FROM azora.inbox) AS inbox`,
    ),
  ).toEqual({ outbox: 0, inbox: 0 })
})

test('nothing can be tried in production', async () => {
  const db = openNotes('postgresql://nobody@127.0.0.1:1/nothing')
  const partsOf = (profile: KitConfig['profile']) =>
    eventPart({
      contract: orders,
      handlers: [],
      sagas: [],
      resources: { db },
      config: { eventTransport: 'postgresql://nobody@127.0.0.1:1/azora_bus', profile } as KitConfig,
      kit: testKit(),
      spans: noSpans,
    }).resources.map(({ name }) => name)
  expect(partsOf('local')).toContain('event-probe')
  expect(partsOf('production')).not.toContain('event-probe')
})

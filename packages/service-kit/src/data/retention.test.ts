import { expect, test } from 'vitest'
import { MIGRATIONS, openNotes } from '../../fixtures/notes/database.js'
import { newIdAt } from '../new-id.js'
import { testDatabase } from '../testing/test-database.js'
import { audit, auditPage } from './audit.js'
import { forgetOld } from './retention.js'

const DAY_MS = 24 * 3_600_000
const now = new Date()
const inDays = (days: number) => new Date(now.getTime() + days * DAY_MS)

type Notes = ReturnType<typeof openNotes>

/** A database that no other test has divided already. */
async function fresh(name: string) {
  const { url, drop } = await testDatabase(name, MIGRATIONS)
  const db = openNotes(url)
  return { db, [Symbol.asyncDispose]: () => db.stop().then(drop) }
}

const partitionsOf = async ({ pool }: Notes, table: string) => {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'azora.${table}'::regclass ORDER BY name`,
  )
  return rows.map(({ name }) => name.replace('azora.', ''))
}

const noted = (db: Notes, subject: string) =>
  db.transaction(tx => audit(tx, { action: 'note.created', subject, actor: null }))

const entered = ({ pool }: Notes, at: Date) =>
  pool.query("INSERT INTO azora.inbox (handler, event_id) VALUES ('x', $1)", [newIdAt(at)])

test('audit rows lie in partitions of a month, inbox rows in those of a week, made ahead', async () => {
  await using it = await fresh('divided')
  expect((await partitionsOf(it.db, 'audit')).filter(name => /^audit_\d{6}01$/.test(name))).toHaveLength(3)
  expect((await partitionsOf(it.db, 'inbox')).filter(name => /^inbox_\d{8}$/.test(name))).toHaveLength(3)
  await noted(it.db, 'n1')
  const { rows } = await it.db.pool.query('SELECT FROM azora.audit_other')
  expect(rows).toEqual([])
})

test('audit rows are kept as long as is told, and then go with their month', async () => {
  await using it = await fresh('kept')
  await noted(it.db, 'n1')
  const subjects = async () =>
    (await auditPage(it.db.client, { limit: 10 })).items.map(({ subject }) => subject)
  await forgetOld(it.db.pool, { now: inDays(365), auditDays: 366 })
  expect(await subjects()).toEqual(['n1'])
  await forgetOld(it.db.pool, { now: inDays(365 + 32), auditDays: 365 })
  expect(await subjects()).toEqual([])
  const gone = `audit_${now.toISOString().slice(0, 7).replace('-', '')}01`
  expect(await partitionsOf(it.db, 'audit')).not.toContain(gone)
})

test('what came while nobody made partitions is kept as long, and keeps nobody from making the next', async () => {
  await using it = await fresh('late')
  await entered(it.db, inDays(100))
  const rowsOf = async () => (await it.db.pool.query('SELECT FROM azora.inbox')).rowCount
  const kept = { auditDays: 365 }
  await forgetOld(it.db.pool, { now: inDays(100), ...kept })
  expect((await partitionsOf(it.db, 'inbox')).length).toBe(3)
  expect(await rowsOf()).toBe(1)
  await forgetOld(it.db.pool, { now: inDays(136), ...kept })
  expect(await rowsOf()).toBe(1)
  await forgetOld(it.db.pool, { now: inDays(138), ...kept })
  expect(await rowsOf()).toBe(0)
})

test('any number may forget at the same moment', async () => {
  await using it = await fresh('race')
  const forgetting = Array.from({ length: 4 }, () =>
    forgetOld(it.db.pool, { now: inDays(60), auditDays: 365 }),
  )
  await expect(Promise.all(forgetting)).resolves.toHaveLength(4)
})

import { expect, test } from 'vitest'
import { notesDatabase, openNotes } from '../../fixtures/notes/database.js'
import { testKit } from '../../fixtures/test-kit.js'

test('statements and connections are measured by kind and state', async () => {
  await using it = await notesDatabase({ connections: 2 })
  const kit = testKit()
  await it.db.start(kit)
  await it.db.transaction(tx => tx.note.count())
  const held = await it.db.pool.connect()
  const metrics = await kit.metrics.registry.metrics()
  held.release()
  expect(metrics).toMatch(/db_query_duration_seconds_count\{[^}]*kind="commit"[^}]*\} 1/)
  expect(metrics).toMatch(/db_pool_connections\{[^}]*state="busy"[^}]*\} 1/)
})

test('a slow statement is logged without its parameters', async () => {
  await using it = await notesDatabase({ slowQueryMs: 0 })
  const kit = testKit()
  await it.db.start(kit)
  await it.db.client.note.findMany({ where: { title: 'a secret' } })
  await it.db.pool.query('select $1::text', ['another secret'])
  const slow = kit.logs.records.filter(({ message }) => message === 'slow query')
  expect(slow.map(({ sql }) => String(sql)).join('\n')).toMatch(/"notes"[^]*select \$1/)
  expect(JSON.stringify(slow)).not.toContain('secret')
})

test('two databases of one service share the gauge', async () => {
  await using first = await notesDatabase()
  await using second = await notesDatabase()
  const kit = testKit()
  await first.db.start(kit)
  await second.db.start(kit)
  expect(await kit.metrics.registry.metrics()).toMatch(/db_pool_connections\{[^}]*state="idle"[^}]*\} [2-9]/)
})

test('what was to follow a commit and failed is logged', async () => {
  await using it = await notesDatabase()
  const kit = testKit()
  await it.db.start(kit)
  await it.db.transaction(async () => {
    it.db.afterCommit(() => Promise.reject(new Error('too late')))
  })
  expect(kit.logs.records).toContainEqual(
    expect.objectContaining({ level: 'error', message: 'what was to follow a commit failed' }),
  )
})

test('a database that is not there does not start', async () => {
  await using it = await notesDatabase()
  await it.db.stop()
  await it.db.stop()
  await expect(it.db.start(testKit())).rejects.toThrow('Cannot use a pool after calling end')
})

test('connections bear the name of the service', async () => {
  await using it = await notesDatabase()
  await using db = openNotes(it.url)
  await db.start(testKit())
  const { rows } = await db.pool.query('show application_name')
  expect(rows).toEqual([{ application_name: 'test' }])
})

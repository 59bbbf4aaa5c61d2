import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from './test-database.js'

const SCHEMA = `
  CREATE TABLE levels (id int PRIMARY KEY, above int REFERENCES levels, label text GENERATED ALWAYS AS ('L' || id::text) STORED);
  CREATE TABLE notes (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, level int NOT NULL REFERENCES levels);
  INSERT INTO levels (id, above) VALUES (2, NULL), (1, 2);`

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'azora-test-database-'))
  await mkdir(join(folder, '1_levels'))
  await writeFile(join(folder, '1_levels/migration.sql'), SCHEMA)
})
afterAll(() => rm(folder, { recursive: true }))

/** Runs statements in a database of a test's own and gives it back. */
async function inDatabase(...statements: readonly string[]) {
  const database = await testDatabase('reuse', folder)
  const client = new pg.Client(database.url)
  client.on('error', () => undefined)
  await client.connect()
  const results: unknown[][] = []
  for (const statement of statements) results.push((await client.query(statement)).rows)
  return { name: database.name, results, client, drop: database.drop }
}

test('a database that was given back is the next one, as its migrations left it', async () => {
  const first = await inDatabase(
    'INSERT INTO notes (level) VALUES (1), (2)',
    'UPDATE levels SET above = NULL',
    'INSERT INTO azora.leases VALUES ($$x$$, $$y$$, 1, now())',
  )
  await first.client.end()
  await first.drop()
  const second = await inDatabase(
    'SELECT id, above, label FROM levels ORDER BY id',
    'INSERT INTO notes (level) VALUES (1) RETURNING id',
    'SELECT * FROM azora.leases',
    'SELECT count(*)::int AS applied FROM _prisma_migrations',
  )
  await second.client.end()
  await second.drop()
  expect(second.name).toBe(first.name)
  expect(second.results).toEqual([
    [
      { id: 1, above: 2, label: 'L1' },
      { id: 2, above: null, label: 'L2' },
    ],
    [{ id: 1 }],
    [],
    [{ applied: 1 }],
  ])
})

test('connections left open in it are ended, and cannot write into the next test', async () => {
  const { client, drop } = await inDatabase('BEGIN', 'INSERT INTO notes (level) VALUES (1)')
  await drop()
  await expect(client.query('COMMIT')).rejects.toThrow(/terminat|not queryable/)
})

test('two at the same moment are two', async () => {
  const [one, two] = await Promise.all([testDatabase('reuse', folder), testDatabase('reuse', folder)])
  expect(one.name).not.toBe(two.name)
  await Promise.all([one.drop(), two.drop()])
})

test('one whose tables a test has removed is not used again', async () => {
  const first = await inDatabase('DROP TABLE notes')
  await first.client.end()
  await first.drop()
  const second = await inDatabase('SELECT * FROM notes')
  await second.client.end()
  await second.drop()
  expect(second.name).not.toBe(first.name)
})

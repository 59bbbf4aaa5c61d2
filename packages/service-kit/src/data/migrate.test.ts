import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testPostgres } from '@azora/supervisor'
import { describe, expect, test } from 'vitest'
import { MIGRATIONS, openNotes } from '../../fixtures/notes/database.js'
import { FaultProxy } from '../testing/fault-proxy.js'
import { MigrationDrift } from './migration-plan.js'

/** An empty database and an empty folder of migrations. */
async function fresh() {
  const { url, drop } = await (await testPostgres()).createDatabase('migrate')
  const folder = await mkdtemp(join(tmpdir(), 'azora-migrations-'))
  const db = openNotes(url)
  return {
    db,
    url,
    folder,
    write: async (name: string, sql: string) => {
      await mkdir(join(folder, name), { recursive: true })
      await writeFile(join(folder, name, 'migration.sql'), sql)
    },
    exists: async (table: string) =>
      (await db.pool.query('select to_regclass($1) as it', [table])).rows[0].it !== null,
    [Symbol.asyncDispose]: async () => {
      await db.stop()
      await drop()
      await rm(folder, { recursive: true })
    },
  }
}

describe('migrating', () => {
  test('applies the kit, then the folder in the order of names, once', async () => {
    await using it = await fresh()
    await it.write('2_b', 'alter table a add column x int')
    await it.write('1_a', 'create table a (id int)')
    expect(await it.db.pendingMigrations(it.folder)).toEqual(await it.db.migrate(it.folder))
    expect(await it.db.migrate(it.folder)).toEqual([])
    expect(await it.db.pendingMigrations(it.folder)).toEqual([])
  })

  test('applies each once when several start at the same moment', async () => {
    await using it = await fresh()
    await it.write('1_a', 'create table a (id int)')
    const done = await Promise.all(Array.from({ length: 8 }, () => it.db.migrate(it.folder)))
    expect(done.flat().filter(name => name === '1_a')).toEqual(['1_a'])
  })

  test('undoes the whole of a migration that fails, and keeps those before it', async () => {
    await using it = await fresh()
    await it.write('1_a', 'create table a (id int)')
    await it.write('2_b', 'create table b (id int); select 1/0')
    await expect(it.db.migrate(it.folder)).rejects.toThrow(
      'Migration 2_b failed and was undone: division by zero',
    )
    expect([await it.exists('a'), await it.exists('b')]).toEqual([true, false])
    expect(await it.db.pendingMigrations(it.folder)).toEqual(['2_b'])
  })

  test('refuses when an applied migration was changed', async () => {
    await using it = await fresh()
    await it.write('1_a', 'create table a (id int)')
    await it.db.migrate(it.folder)
    await it.write('1_a', 'create table a (id bigint)')
    await it.write('2_b', 'create table b (id int)')
    await expect(it.db.migrate(it.folder)).rejects.toThrow(/^Migration 1_a was changed after/)
    await expect(it.db.pendingMigrations(it.folder)).rejects.toBeInstanceOf(MigrationDrift)
    expect(await it.exists('b')).toBe(false)
  })

  test('refuses when an applied migration is gone from the folder', async () => {
    await using it = await fresh()
    await it.write('1_a', 'create table a (id int)')
    await it.db.migrate(it.folder)
    await rm(join(it.folder, '1_a'), { recursive: true })
    await expect(it.db.migrate(it.folder)).rejects.toThrow(/^Migration 1_a is applied but not in the folder/)
  })

  test('refuses when another tool left one unfinished', async () => {
    await using it = await fresh()
    await it.write('1_a', 'create table a (id int)')
    await it.db.migrate(it.folder)
    await it.db.pool.query('update _prisma_migrations set finished_at = null')
    await expect(it.db.migrate(it.folder)).rejects.toThrow(/begun by another tool and not finished/)
  })

  test('takes a migration that was rolled back as not applied', async () => {
    await using it = await fresh()
    await it.write('1_a', 'create table if not exists a (id int)')
    await it.db.migrate(it.folder)
    await it.db.pool.query('update _prisma_migrations set rolled_back_at = now()')
    expect(await it.db.migrate(it.folder)).toEqual(['1_a'])
  })

  test('may take longer than any statement of a request', async () => {
    await using it = await fresh()
    await using hurried = openNotes(it.url, { statementTimeoutMs: 100 })
    await it.write('1_a', 'select pg_sleep(2.3); create table a (id int)')
    expect(await hurried.migrate(it.folder)).toContain('1_a')
  })

  test('fails when it loses the connection, and has done nothing by halves', async () => {
    await using it = await fresh()
    await using network = await FaultProxy.to(it.url)
    await using db = openNotes(network.url)
    await it.write('1_a', 'create table a (id int); select pg_sleep(20)')
    const migrating = db.migrate(it.folder).catch(String)
    const sleeping = "select from pg_stat_activity where query like '%pg_sleep%' and pid <> pg_backend_pid()"
    await expect.poll(async () => (await it.db.pool.query(sleeping)).rowCount).toBe(1)
    network.reset()
    expect(await migrating).toMatch(/1_a failed and was undone: .*(ECONNRESET|terminated)/)
    expect(await it.exists('a')).toBe(false)
  })

  test('leaves the connections of requests as they were', async () => {
    await using it = await fresh()
    await it.db.migrate(MIGRATIONS)
    const { rows } = await it.db.pool.query('show statement_timeout')
    expect(rows[0].statement_timeout).toBe('10s')
  })
})

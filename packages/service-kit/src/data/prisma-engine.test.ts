import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { testPostgres } from '@azora/supervisor'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import type { MigrationList } from '@prisma/schema-engine-wasm'
import * as engine from '@prisma/schema-engine-wasm/schema_engine_bg'
import pg from 'pg'
import { expect, test } from 'vitest'
import { MIGRATIONS, notesDatabase, openNotes } from '../../fixtures/notes/database.js'
import { readMigrations } from './migration-files.js'

const filters = { externalTables: [], externalEnums: [] }

/** What Node has and these types do not: TypeScript knows WebAssembly by its browser library only. */
interface Assembly {
  instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: Record<string, unknown> } }>
}

/** Loads Prisma's migration engine: its package leaves that to bundlers. */
async function loadEngine(): Promise<void> {
  const path = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg')
  const bytes = await readFile(path.replace(/js$/, 'wasm'))
  const assembly = Reflect.get(globalThis, 'WebAssembly') as Assembly
  const { instance } = await assembly.instantiate(bytes, { './schema_engine_bg.js': engine })
  const { exports } = instance
  ;(Reflect.get(engine, '__wbg_set_wasm') as (exports: object) => void)(exports)
  ;(exports['__wbindgen_start'] as () => void)()
}

const loaded = loadEngine()

/** Prisma's own migration engine on a database. Its lock goes with its connections. */
async function engineOf(url: string) {
  await loaded
  const schema = await readFile(join(MIGRATIONS, '../schema.prisma'), 'utf8')
  const pool = new pg.Pool({ connectionString: url })
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg(pool))
  const prisma = await engine.SchemaEngine.new(
    { datamodels: [['schema.prisma', schema]] },
    () => undefined,
    adapter,
  )
  return { prisma, [Symbol.asyncDispose]: () => pool.end() }
}

/** The fixture's migrations as the engine takes them. */
async function migrationsList(): Promise<MigrationList> {
  const files = await readMigrations(MIGRATIONS)
  const migrationDirectories = files.map(({ name, sql }) => ({
    path: name,
    migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value: sql } },
  }))
  const lockfile = { path: 'migration_lock.toml', content: 'provider = "postgresql"' }
  return { baseDir: MIGRATIONS, lockfile, shadowDbInitScript: '', migrationDirectories }
}

test('what the kit has migrated is up to date for `prisma migrate deploy`', async () => {
  await using it = await notesDatabase()
  await using cli = await engineOf(it.url)
  const migrations = await migrationsList()
  const history = await cli.prisma.diagnoseMigrationHistory({
    migrationsList: migrations,
    optInToShadowDatabase: false,
    filters,
  })
  const { appliedMigrationNames } = await cli.prisma.applyMigrations({ migrationsList: migrations, filters })
  expect(history).toMatchObject({ editedMigrationNames: [], failedMigrationNames: [], history: null })
  expect(appliedMigrationNames).toEqual([])
})

test('what `prisma migrate deploy` has migrated is up to date for the kit', async () => {
  await using database = await (await testPostgres()).createDatabase('deployed')
  {
    await using cli = await engineOf(database.url)
    await cli.prisma.applyMigrations({ migrationsList: await migrationsList(), filters })
  }
  await using db = openNotes(database.url)
  const applied = await db.migrate(MIGRATIONS)
  expect(applied.filter(name => !name.startsWith('azora:'))).toEqual([])
  expect(await db.client.note.count()).toBe(0)
})

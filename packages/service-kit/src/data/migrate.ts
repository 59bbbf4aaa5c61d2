import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { borrow, giveBack } from './borrowed-connection.js'
import { KIT_MIGRATIONS } from './kit-migrations.js'
import { checksumOf, type MigrationFile, readMigrations } from './migration-files.js'
import { type AppliedMigration, plan } from './migration-plan.js'
import { withoutTimeLimit } from './pool.js'

// Prisma's own lock: `prisma migrate deploy` and this never run at the same time.
const LOCK = 72_707_369
const KIT_PREFIX = 'azora:'

// As the CLI makes it, so that `prisma migrate deploy` accepts the database as its own.
const PRISMA_TABLE = `
  CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id varchar(36) PRIMARY KEY NOT NULL,
    checksum varchar(64) NOT NULL,
    finished_at timestamptz,
    migration_name varchar(255) NOT NULL,
    logs text,
    rolled_back_at timestamptz,
    started_at timestamptz NOT NULL DEFAULT now(),
    applied_steps_count integer NOT NULL DEFAULT 0
  )`
const KIT_TABLE = `
  CREATE SCHEMA IF NOT EXISTS azora;
  CREATE TABLE IF NOT EXISTS azora.migrations (
    name text PRIMARY KEY,
    checksum text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
  )`

/** A list of migrations and the table that records which of them are applied. */
interface Track {
  table: string
  files: readonly MigrationFile[]
  setUp: string
  read: string
  record: string
  valuesOf: (file: MigrationFile) => unknown[]
}

/**
 * Brings a database up to date: the kit's own tables (schema `azora`), then the migrations of a folder in Prisma's layout.
 *
 * Each migration is one transaction with the row that records it. Callers at the same time wait for each other.
 *
 * @returns The names of the migrations that were applied now; the kit's begin with `azora:`.
 * @throws {MigrationDrift} If an applied migration was changed or removed, or another tool left one unfinished.
 */
export async function migrate(pool: pg.Pool, folder: string): Promise<string[]> {
  const client = await borrow(pool)
  try {
    // A migration may take longer than any statement of a request.
    await withoutTimeLimit(client)
    await client.query('SELECT pg_advisory_lock($1)', [LOCK])
    return await applyAll(client, await tracksOf(folder))
  } finally {
    // The connection goes with its settings and its lock.
    giveBack(client, false)
  }
}

/** The names of the migrations that are not applied yet, in order. Throws {@link MigrationDrift} as `migrate` does. */
export async function pendingMigrations(pool: pg.Pool, folder: string): Promise<string[]> {
  const pending: string[] = []
  for (const track of await tracksOf(folder)) {
    const applied = await appliedMigrations(pool, track)
    pending.push(...plan(track.files, applied).map(({ name }) => name))
  }
  return pending
}

async function applyAll(client: pg.PoolClient, tracks: readonly Track[]): Promise<string[]> {
  const done: string[] = []
  for (const track of tracks) {
    await client.query(track.setUp)
    for (const file of plan(track.files, await appliedMigrations(client, track))) {
      await applyOne(client, track, file)
      done.push(file.name)
    }
  }
  return done
}

async function applyOne(client: pg.PoolClient, track: Track, file: MigrationFile): Promise<void> {
  await client.query('BEGIN')
  try {
    await client.query(file.sql)
    await client.query(track.record, track.valuesOf(file))
    await client.query('COMMIT')
  } catch (cause) {
    // Without a connection there is nothing left to undo, and nothing more important than what went wrong.
    await client.query('ROLLBACK').catch(() => undefined)
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`Migration ${file.name} failed and was undone: ${why}`, { cause })
  }
}

async function appliedMigrations(client: pg.Pool | pg.PoolClient, track: Track): Promise<AppliedMigration[]> {
  const { rows } = await client.query<{ exists: boolean }>('SELECT to_regclass($1) IS NOT NULL AS exists', [
    track.table,
  ])
  if (!rows[0]?.exists) return []
  return (await client.query<AppliedMigration>(track.read)).rows
}

async function tracksOf(folder: string): Promise<Track[]> {
  return [
    {
      table: 'azora.migrations',
      files: KIT_MIGRATIONS.map(({ name, sql }) => ({
        name: `${KIT_PREFIX}${name}`,
        sql,
        checksum: checksumOf(sql),
      })),
      setUp: KIT_TABLE,
      read: 'SELECT name, checksum, true AS finished FROM azora.migrations ORDER BY name',
      record: 'INSERT INTO azora.migrations (name, checksum) VALUES ($1, $2)',
      valuesOf: ({ name, checksum }) => [name, checksum],
    },
    {
      table: '_prisma_migrations',
      files: await readMigrations(folder),
      setUp: PRISMA_TABLE,
      read: `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
             FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY migration_name`,
      record: `INSERT INTO _prisma_migrations (id, migration_name, checksum, finished_at, applied_steps_count)
               VALUES ($1, $2, $3, now(), 1)`,
      valuesOf: ({ name, checksum }) => [randomUUID(), name, checksum],
    },
  ]
}

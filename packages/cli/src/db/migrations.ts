import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ServiceDatabase } from './databases.js'
import { withConnection } from './query.js'

/** The migrations of a service: those in its folder, and what its database says of them. */
export interface Migrations {
  readonly service: string
  readonly applied: string[]
  readonly pending: string[]
  /** Applied, and edited since. */
  readonly changed: string[]
  /** Applied, and no longer in the folder. */
  readonly missing: string[]
}

/** Compares the folder with Prisma's own record in the database. */
export async function migrationsOf(database: ServiceDatabase): Promise<Migrations> {
  const [present, recorded] = await Promise.all([inFolder(database.folder), inDatabase(database.url)])
  const names = [...present.keys()]
  const applied = names.filter(name => recorded.has(name))
  return {
    service: database.service,
    applied,
    pending: names.filter(name => !recorded.has(name)),
    changed: applied.filter(name => recorded.get(name) !== present.get(name)),
    missing: [...recorded.keys()].filter(name => !present.has(name)),
  }
}

/** Names in order, with the SHA-256 of the file, as Prisma records it. */
async function inFolder(folder: string): Promise<Map<string, string>> {
  const home = join(folder, 'prisma/migrations')
  const entries = await readdir(home, { withFileTypes: true }).catch(() => [])
  const names = entries.filter(entry => entry.isDirectory()).map(entry => entry.name)
  const files = await Promise.all(names.toSorted().map(name => checksumIn(join(home, name), name)))
  return new Map(files.flat())
}

async function checksumIn(folder: string, name: string): Promise<[name: string, checksum: string][]> {
  const sql = await readFile(join(folder, 'migration.sql')).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  return sql ? [[name, createHash('sha256').update(sql).digest('hex')]] : []
}

function inDatabase(url: string): Promise<Map<string, string>> {
  return withConnection(url, async client => {
    const { rows: tables } = await client.query<{ present: boolean }>(
      `SELECT to_regclass('public._prisma_migrations') IS NOT NULL AS present`,
    )
    if (!tables[0]?.present) return new Map()
    const { rows } = await client.query<{ name: string; checksum: string }>(
      `SELECT migration_name AS name, checksum FROM public._prisma_migrations
       WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`,
    )
    return new Map(rows.map(({ name, checksum }) => [name, checksum]))
  })
}

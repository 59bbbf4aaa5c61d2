import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { ServiceDatabase } from './databases.js'
import { withConnection } from './query.js'

/** The migrations of a service: those in its folder, and which of them its database lacks. */
export interface Migrations {
  readonly service: string
  readonly applied: string[]
  readonly pending: string[]
}

/** Compares the folder with Prisma's own record in the database. */
export async function migrationsOf(database: ServiceDatabase): Promise<Migrations> {
  const [present, recorded] = await Promise.all([inFolder(database.folder), inDatabase(database.url)])
  const pending = present.filter(name => !recorded.has(name))
  return { service: database.service, applied: present.filter(name => recorded.has(name)), pending }
}

async function inFolder(folder: string) {
  const entries = await readdir(join(folder, 'prisma/migrations'), { withFileTypes: true }).catch(() => [])
  return entries
    .filter(entry => entry.isDirectory())
    .map(entry => entry.name)
    .toSorted()
}

function inDatabase(url: string): Promise<Set<string>> {
  return withConnection(url, async client => {
    const { rows: tables } = await client.query<{ present: boolean }>(
      `SELECT to_regclass('public._prisma_migrations') IS NOT NULL AS present`,
    )
    if (!tables[0]?.present) return new Set()
    const { rows } = await client.query<{ name: string }>(
      'SELECT migration_name AS name FROM public._prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
    )
    return new Set(rows.map(({ name }) => name))
  })
}

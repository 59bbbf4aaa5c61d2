import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A migration as it lies in the service's folder. */
export interface MigrationFile {
  name: string
  sql: string
  /** SHA-256 of the file, hexadecimal, as Prisma records it. */
  checksum: string
}

/** Reads `<folder>/<name>/migration.sql` in the order of their names. A folder that is not there holds none. */
export async function readMigrations(folder: string): Promise<MigrationFile[]> {
  const names = await migrationNames(folder)
  return Promise.all(
    names.map(async name => {
      const sql = await readFile(join(folder, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: checksumOf(sql) }
    }),
  )
}

/** The checksum of a migration's text. */
export function checksumOf(sql: string): string {
  return createHash('sha256').update(sql).digest('hex')
}

async function migrationNames(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    return entries
      .filter(entry => entry.isDirectory())
      .map(entry => entry.name)
      .toSorted()
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, 'code') === 'ENOENT') return []
    throw error
  }
}

import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'
import type pg from 'pg'
import type { Context } from '../context.js'
import type { NewMigrationDocument } from '../documents/db.js'
import { UserError } from '../exit.js'
import { manifestsWith } from '../platform/known-services.js'
import { databaseOf } from './databases.js'
import { withConnection, withScratchDatabase } from './query.js'
import { reviewed } from './review-sql.js'

/** What is asked for. */
export interface NewMigration {
  readonly service: string
  readonly name: string
  readonly dryRun: boolean
  /** An empty file, for SQL of one's own. */
  readonly empty: boolean
  /** What the schema is compared with: itself when a migration was last committed, or what the migrations build. */
  readonly from: 'schema' | 'migrations'
}

const NAME = /^[a-z][a-z0-9]*([-_][a-z0-9]+)*$/

/** Writes the migration that leads to the schema from where the last one led. */
export async function newMigrationOf(context: Context, wanted: NewMigration): Promise<NewMigrationDocument> {
  const { service, name, dryRun, empty } = wanted
  if (!NAME.test(name)) {
    throw new UserError('usage', `${name} is no name for a migration`, {
      why: 'It is lower-case words joined by hyphens, and becomes the name of a folder.',
      remedy: 'azora db new education add-course-tags',
    })
  }
  const home = await serviceFolder(context.root, service)
  const { sql, warnings } = empty ? EMPTY : reviewed(await difference(context, wanted, home))
  if (sql === '') return { service, file: null, sql, warnings, dryRun }
  const folder = join(home, 'prisma/migrations', `${timestamp(new Date())}_${name.replaceAll('-', '_')}`)
  const file = join(folder, 'migration.sql')
  if (!dryRun) {
    await mkdir(folder, { recursive: true })
    await writeFile(file, sql, { flag: 'wx' })
  }
  return { service, file: relative(context.root, file), sql, warnings, dryRun }
}

const EMPTY = { sql: '-- Write what this migration does.\n', warnings: [] }

async function serviceFolder(root: string, service: string) {
  const manifests = await manifestsWith(root, [service])
  const found = manifests.find(({ manifest }) => manifest.name === service)
  if (found?.manifest.resources.database) return found.folder
  throw new UserError('no-database', `${service} has no database`, { why: 'Its azora.json asks for none.' })
}

async function difference(context: Context, { service, from }: NewMigration, home: string) {
  const { schemaDifference } = await import('./schema-engine.js')
  const { root } = context
  const path = join(home, 'prisma/schema.prisma')
  const to = { path: 'schema.prisma', content: await readFile(path, 'utf8') }
  const { url, adminUrl } = await databaseOf(context, service)
  if (from === 'schema') {
    return schemaDifference({ root, url, to, from: { ...to, content: await lastSchema(root, home) } })
  }
  return withScratchDatabase(adminUrl, async scratch => {
    await replay(scratch, join(home, 'prisma/migrations'))
    return schemaDifference({ root, url: scratch, to, from: 'database' })
  })
}

/** The schema as it was when a migration was last committed: what has changed since is what the next one has to do. */
async function lastSchema(root: string, home: string): Promise<string> {
  const git = async (...args: string[]) => (await promisify(execFile)('git', args, { cwd: root })).stdout
  const folder = relative(root, home)
  const commit = (
    await git('log', '-1', '--format=%H', '--', `${folder}/prisma/migrations`).catch(() => '')
  ).trim()
  if (commit) return git('show', `${commit}:${folder}/prisma/schema.prisma`)
  throw new UserError('unreadable-file', 'Git knows no migration of this service', {
    why: 'The schema is compared with what it was when a migration was last committed.',
    remedy: 'azora db new … --from migrations',
  })
}

/** The engine itself cannot replay migrations whose functions hold semicolons. */
async function replay(url: string, folder: string) {
  const migrations = await migrationsIn(folder)
  await withConnection(url, async client => {
    for (const { name, sql } of migrations) await applied(client, name, sql)
  })
}

async function applied(client: pg.Client, name: string, sql: string) {
  await client.query(sql).catch((cause: Error) => {
    throw new UserError('migration-failed', `${name} does not apply to an empty database: ${cause.message}`, {
      cause,
    })
  })
}

async function migrationsIn(folder: string) {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const names = entries.filter(entry => entry.isDirectory()).map(entry => entry.name)
  return Promise.all(
    names
      .toSorted()
      .map(async name => ({ name, sql: await readFile(join(folder, name, 'migration.sql'), 'utf8') })),
  )
}

/** As Prisma names its folders: `20300131120000`. */
function timestamp(now: Date) {
  return now.toISOString().replace(/\D/g, '').slice(0, 14)
}

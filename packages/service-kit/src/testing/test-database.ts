import { type TestDatabase, testPostgres } from '@azora/supervisor'
import pg from 'pg'
import { migrate } from '../data/migrate.js'
import { othersGone, restore, type Snapshot, snapshotOf } from './snapshot.js'

/** A database no test has at the moment, as it was after its migrations. */
interface Idle {
  database: TestDatabase
  /** Whether it may be left on its server. */
  isKept: boolean
  /** What it is brought back to. */
  snapshot: Snapshot
}

const idle = new Map<string, Idle[]>()

/**
 * A migrated database of the test's own on a real server.
 *
 * Making one takes longer than most tests. So one that is given back is emptied, whatever migrations wrote is put back
 * into it, and the next test of this process gets it; the last go with the server or the run of tests.
 *
 * @param migrations Folder of migrations in Prisma's layout, relative to the working folder; none need exist.
 */
export async function testDatabase(name: string, migrations: string): Promise<TestDatabase> {
  const kind = `${name} ${migrations}`
  const it = idle.get(kind)?.pop() ?? (await fresh(name, migrations))
  const giveBack = () => (it.isKept ? keep(kind, it) : it.database.drop())
  return { name: it.database.name, url: it.database.url, drop: giveBack, [Symbol.asyncDispose]: giveBack }
}

async function fresh(name: string, migrations: string): Promise<Idle> {
  const server = await testPostgres()
  const database = await server.createDatabase(name)
  try {
    await migrated(database.url, migrations)
    return { database, isKept: server.isCleared, snapshot: await connected(database.url, snapshotOf) }
  } catch (error) {
    await database.drop()
    throw error
  }
}

async function migrated(url: string, migrations: string): Promise<void> {
  const pool = new pg.Pool({ connectionString: url, max: 1 })
  try {
    await migrate(pool, migrations)
  } finally {
    await pool.end()
  }
}

/** Resets a database for the next test; one that cannot be, for a test has changed its tables, goes. */
async function keep(kind: string, it: Idle): Promise<void> {
  try {
    await connected(it.database.url, async client => {
      await othersGone(client)
      await restore(client, it.snapshot)
    })
    idle.set(kind, [...(idle.get(kind) ?? []), it])
  } catch {
    await it.database.drop()
  }
}

async function connected<R>(url: string, work: (client: pg.Client) => Promise<R>): Promise<R> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return await work(client)
  } finally {
    // Unlike a pool's, it resolves when the connection is closed.
    await client.end()
  }
}

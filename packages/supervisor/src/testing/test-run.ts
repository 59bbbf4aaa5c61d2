import { randomBytes } from 'node:crypto'
import { testSettings } from '../config.js'
import { dropBusClients } from '../postgres/bus.js'
import { dropDatabase, withAdmin } from '../postgres/databases.js'
import { testPostgres } from './test-postgres.js'

/** A run of tests in several processes, which share a server. */
export interface TestRun {
  /** What tells its processes of it: their environment, beside their own. */
  readonly env: Readonly<Record<string, string>>
  /** Stops the server; from a given one it removes the databases that the run has left there. */
  end(): Promise<void>
}

/** Begins a run on a server of its own, or on that of AZORA_TEST_DATABASE_URL. */
export async function testRun(): Promise<TestRun> {
  const isGiven = testSettings().databaseUrl !== undefined
  const { adminUrl, stop } = await testPostgres()
  const run = randomBytes(4).toString('hex')
  return {
    env: { AZORA_TEST_DATABASE_URL: adminUrl, AZORA_TEST_RUN: run },
    end: () => (isGiven ? dropDatabasesOf(run, adminUrl) : stop()),
  }
}

function dropDatabasesOf(run: string, adminUrl: string): Promise<void> {
  return withAdmin(adminUrl, async admin => {
    const { rows } = await admin.query<{ name: string }>(
      'SELECT datname AS name FROM pg_database WHERE datname LIKE $1',
      [`%\\_${run}%`],
    )
    for (const { name } of rows) {
      await dropDatabase(admin, name)
      await dropBusClients(admin, name)
      await admin.query(`DROP ROLE IF EXISTS ${name}`)
    }
  })
}

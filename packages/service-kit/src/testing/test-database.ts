import { type TestDatabase, testPostgres } from '@azora/supervisor'
import pg from 'pg'
import { migrate } from '../data/migrate.js'

/**
 * A migrated database of the test's own on a real server.
 *
 * @param migrations Folder of migrations in Prisma's layout, relative to the working folder; none need exist.
 */
export async function testDatabase(name: string, migrations: string): Promise<TestDatabase> {
  const server = await testPostgres()
  const database = await server.createDatabase(name)
  const pool = new pg.Pool({ connectionString: database.url, max: 1 })
  try {
    await migrate(pool, migrations)
  } finally {
    await pool.end()
  }
  return database
}

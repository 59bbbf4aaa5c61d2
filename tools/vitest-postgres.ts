import { testPostgres } from '@azora/supervisor'
import { generatePrismaClients } from './prisma-generate.mjs'

/**
 * Brings the Prisma clients of these folders up to date and starts one real PostgreSQL server for the whole run, from
 * which each test takes a database of its own. Returns what stops it.
 */
export async function postgresFor(folders: readonly string[]): Promise<() => Promise<void>> {
  await generatePrismaClients(folders)
  const server = await testPostgres()
  process.env['AZORA_TEST_DATABASE_URL'] = server.adminUrl
  return () => server.stop()
}

/** Global set-up for packages whose tests need a database. */
export default function setup(): Promise<() => Promise<void>> {
  return postgresFor([process.cwd()])
}

import { testPostgres } from '@azora/supervisor'
import { generatePrismaClients } from './prisma-generate.mjs'

/**
 * Global set-up for packages whose tests need a database: the package's Prisma client, and one real PostgreSQL server for
 * the whole run, from which each test takes a database of its own.
 */
export default async function setup(): Promise<() => Promise<void>> {
  await generatePrismaClients([process.cwd()])
  const server = await testPostgres()
  process.env['AZORA_TEST_DATABASE_URL'] = server.adminUrl
  return () => server.stop()
}

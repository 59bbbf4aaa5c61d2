import { testPostgres } from '@azora/supervisor'
import { generatePrismaClients } from '../../tools/prisma-generate.mjs'

/** One real PostgreSQL server for the whole run; each test takes a database of its own from it. */
export default async function setup(): Promise<() => Promise<void>> {
  await generatePrismaClients([import.meta.dirname])
  const server = await testPostgres()
  process.env['AZORA_TEST_DATABASE_URL'] = server.adminUrl
  return () => server.stop()
}

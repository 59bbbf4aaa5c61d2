import { testRun } from '@azora/supervisor'
import { generatePrismaClients } from './prisma-generate.mjs'

/**
 * Brings the Prisma clients of these folders up to date and starts one real PostgreSQL server for the whole run, from
 * which each test takes a database of its own. Returns what stops it, or clears it if it was given.
 */
export async function postgresFor(folders: readonly string[]): Promise<() => Promise<void>> {
  await generatePrismaClients(folders)
  const run = await testRun()
  Object.assign(process.env, run.env)
  return () => run.end()
}

/** Global set-up for packages whose tests need a database. */
export default function setup(): Promise<() => Promise<void>> {
  return postgresFor([process.cwd()])
}

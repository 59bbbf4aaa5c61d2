import { loadSource } from '../load-source.mjs'

/**
 * One real PostgreSQL for all suites of a run, found by them in AZORA_TEST_DATABASE_URL; the given one if there is one.
 *
 * @param {NodeJS.ProcessEnv} given
 */
export async function startPostgres({ AZORA_TEST_DATABASE_URL: url }) {
  if (url) return { env: {}, stop: async () => {} }
  const { testPostgres } = await loadSource('packages/supervisor/src/testing/test-postgres.ts')
  const server = await testPostgres()
  return { env: { AZORA_TEST_DATABASE_URL: server.adminUrl }, stop: () => server.stop() }
}

import { afterEach, expect, test, vi } from 'vitest'
import { type TestPostgres, testPostgres, testRun } from '../src/index.js'
import { withAdmin } from '../src/postgres/databases.js'

// What hooks of another file would see, too.
afterEach(() => void vi.unstubAllEnvs())

/** What is on a server beside what it came with. */
const leftOn = ({ adminUrl }: TestPostgres, names: readonly string[]) =>
  withAdmin(adminUrl, async admin => {
    const { rows } = await admin.query<{ name: string }>(
      `SELECT datname AS name FROM pg_database WHERE datname = ANY ($1)
       UNION ALL SELECT rolname FROM pg_roles WHERE rolname = ANY ($1)`,
      [names],
    )
    return rows.map(({ name }) => name)
  })

test('the end of a run leaves nothing of it on a given server, and what others have there alone', async () => {
  await using given = await testPostgres()
  await using others = await given.createDatabase('others')
  vi.stubEnv('AZORA_TEST_DATABASE_URL', given.adminUrl)
  const run = await testRun()
  for (const [name, value] of Object.entries(run.env)) vi.stubEnv(name, value)
  const server = await testPostgres()
  const [database, bus] = [await server.createDatabase('notes'), await server.createBus()]
  expect(server.isCleared).toBe(true)

  await run.end()

  const names = [database.name, bus.name, `${bus.name}_clients`, others.name]
  expect(await leftOn(given, names)).toEqual([others.name, others.name])
})

test('nothing may be left on a given server outside of a run', async () => {
  vi.stubEnv('AZORA_TEST_RUN', '')
  vi.stubEnv('AZORA_TEST_DATABASE_URL', 'postgres://somebody@127.0.0.1:1/postgres')
  expect((await testPostgres()).isCleared).toBe(false)
})

import { killablePostgres } from '@azora/supervisor'
import { MIGRATIONS } from '../../../../fixtures/notes/database.js'
import { postgresInstances } from '../../../../fixtures/postgres-instances.js'
import { testDatabase } from '../../../testing/test-database.js'
import { crashScenarios } from '../../testing/broker-scenarios.js'
import { transportConformance } from '../../testing/transport-conformance.js'
import type { TransportUnderTest } from '../../testing/transport-under-test.js'

transportConformance('PostgreSQL', postgresUnderTest, crashScenarios)

/** A log on a server of its own, which can be killed. Where readers note how far they are is another. */
async function postgresUnderTest(): Promise<TransportUnderTest> {
  const server = await killablePostgres()
  const bus = await server.createBus()
  const busUrl = await bus.admit(await server.createDatabase('reader'))
  const database = await testDatabase('notes', MIGRATIONS)
  const instances = postgresInstances({ busUrl, databaseUrl: database.url })
  const elsewhere = 'tried on the server of all tests'
  return {
    open: instances.open,
    kill: instances.kill,
    outage: elsewhere,
    crash: () => server.crash(),
    lose: elsewhere,
    async [Symbol.asyncDispose]() {
      await instances[Symbol.asyncDispose]()
      await database.drop()
      await server.stop()
    },
  }
}

import { MIGRATIONS } from '../../../../fixtures/notes/database.js'
import { postgresInstances } from '../../../../fixtures/postgres-instances.js'
import { outageBus } from '../../../../fixtures/test-bus.js'
import { testDatabase } from '../../../testing/test-database.js'
import { feedConformance } from '../../testing/feed-conformance.js'
import { transportConformance } from '../../testing/transport-conformance.js'
import type { TransportUnderTest } from '../../testing/transport-under-test.js'

transportConformance('PostgreSQL', postgresUnderTest)
feedConformance('PostgreSQL', postgresUnderTest)

async function postgresUnderTest(): Promise<TransportUnderTest> {
  const bus = await outageBus()
  const database = await testDatabase('notes', MIGRATIONS)
  const instances = postgresInstances({ busUrl: await bus.admit(database), databaseUrl: database.url })
  return {
    open: instances.open,
    kill: instances.kill,
    outage: bus,
    crash: 'the server is that of all tests; see the integration suite',
    async lose() {
      await bus.begin()
      await bus.lose()
    },
    async [Symbol.asyncDispose]() {
      await instances[Symbol.asyncDispose]()
      await database.drop()
      await bus[Symbol.asyncDispose]()
    },
  }
}

import pg from 'pg'
import { MIGRATIONS } from '../../../../fixtures/notes/database.js'
import { type TcpGate, tcpGate } from '../../../../fixtures/tcp-gate.js'
import { outageBus } from '../../../../fixtures/test-bus.js'
import { testKit } from '../../../../fixtures/test-kit.js'
import { testDatabase } from '../../../testing/test-database.js'
import { transportConformance } from '../../testing/transport-conformance.js'
import type { TransportUnderTest } from '../../testing/transport-under-test.js'
import type { Transport } from '../transport.js'
import { PostgresTransport } from './postgres-transport.js'

transportConformance('PostgreSQL', postgresUnderTest)

/** An instance with the pool of its process, and its own way to the server. */
interface Instance {
  pool: pg.Pool
  way: TcpGate
}

async function postgresUnderTest(): Promise<TransportUnderTest> {
  const bus = await outageBus()
  const database = await testDatabase('notes', MIGRATIONS)
  const url = await bus.admit(database)
  const instances = new Map<Transport, Instance>()
  return {
    async open() {
      const way = await tcpGate(database.url)
      const pool = new pg.Pool({ connectionString: way.through(database.url), max: 2 })
      pool.on('error', () => {})
      const transport = new PostgresTransport({ url: way.through(url), pool })
      instances.set(transport, { pool, way })
      transport.start(testKit())
      return transport
    },
    kill: async transport => instances.get(transport)?.way.cut(),
    outage: bus,
    crash: 'the server is that of all tests',
    async lose() {
      await bus.begin()
      await bus.lose()
    },
    async [Symbol.asyncDispose]() {
      for (const [transport, { pool, way }] of instances) {
        await transport.stop?.()
        await pool.end()
        await way.cut()
      }
      await database.drop()
      await bus[Symbol.asyncDispose]()
    },
  }
}

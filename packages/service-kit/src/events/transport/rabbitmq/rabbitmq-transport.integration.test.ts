import pg from 'pg'
import { afterAll, beforeAll, describe } from 'vitest'
import { MIGRATIONS } from '../../../../fixtures/notes/database.js'
import { type TcpGate, tcpGate } from '../../../../fixtures/tcp-gate.js'
import { testKit } from '../../../../fixtures/test-kit.js'
import { testDatabase } from '../../../testing/test-database.js'
import { hasRabbitmq, type TestRabbitmq, testRabbitmq } from '../../../testing/test-rabbitmq.js'
import { transportConformance } from '../../testing/transport-conformance.js'
import type { TransportUnderTest } from '../../testing/transport-under-test.js'
import type { Transport } from '../transport.js'
import { RabbitmqTransport } from './rabbitmq-transport.js'

const START_MS = 90_000

let rabbitmq: TestRabbitmq

describe.skipIf(!hasRabbitmq)('RabbitMQ', () => {
  beforeAll(async () => {
    rabbitmq = await testRabbitmq()
  }, START_MS)
  afterAll(() => rabbitmq[Symbol.asyncDispose]())
  transportConformance('RabbitMQ', rabbitmqUnderTest)
})

/** An instance with the pool of its process, and its own ways to the servers. */
interface Instance {
  pool: pg.Pool
  ways: TcpGate[]
}

/** Each test has a virtual host of one broker, for it takes seconds to start. */
async function rabbitmqUnderTest(): Promise<TransportUnderTest> {
  const { kill, start, empty } = rabbitmq
  const url = rabbitmq.unused()
  const database = await testDatabase('notes', MIGRATIONS)
  const instances = new Map<Transport, Instance>()
  const cut = (transport: Transport) =>
    Promise.all((instances.get(transport)?.ways ?? []).map(way => way.cut()))
  return {
    async open() {
      const [toDatabase, toBroker] = [await tcpGate(database.url), await tcpGate(url)]
      const pool = new pg.Pool({ connectionString: toDatabase.through(database.url), max: 2 })
      pool.on('error', () => {})
      const transport = new RabbitmqTransport({ url: toBroker.through(url), pool })
      instances.set(transport, { pool, ways: [toDatabase, toBroker] })
      transport.start(testKit())
      return transport
    },
    kill: async transport => void (await cut(transport)),
    outage: { begin: kill, end: start },
    crash: async () => {
      await kill()
      await start()
    },
    lose: async () => {
      await kill()
      await empty()
      await start()
    },
    async [Symbol.asyncDispose]() {
      for (const [transport, { pool }] of instances) {
        await transport.stop?.()
        await pool.end()
        await cut(transport)
      }
      await database.drop()
    },
  }
}

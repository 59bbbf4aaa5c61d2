import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MIGRATIONS } from '../../../../fixtures/notes/database.js'
import { type TcpGate, tcpGate } from '../../../../fixtures/tcp-gate.js'
import { testKit } from '../../../../fixtures/test-kit.js'
import { testDatabase } from '../../../testing/test-database.js'
import { hasRabbitmq, type TestRabbitmq, testRabbitmq } from '../../../testing/test-rabbitmq.js'
import { feedConformance } from '../../testing/feed-conformance.js'
import { inOrder, sampleEvent, sampleEvents } from '../../testing/sample-events.js'
import { transportConformance } from '../../testing/transport-conformance.js'
import {
  Collector,
  collect,
  publishSurely,
  type TransportUnderTest,
} from '../../testing/transport-under-test.js'
import { gate, until } from '../../testing/until.js'
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
  feedConformance('RabbitMQ', rabbitmqUnderTest)

  test('what a broker has confirmed is delivered after it was restarted, with nothing else restarted', async () => {
    await using it = await rabbitmqUnderTest()
    const [publisher, reader] = [await it.open(), await it.open()]
    const collector = new Collector()
    const slow = gate()
    collector.before = () => slow.opened
    collect(reader, collector)
    const events = sampleEvents(10, 20)
    const known = await publishSurely(publisher, events)
    await rabbitmq.stop()
    await rabbitmq.start()
    slow.open()
    await until('all are delivered', () => collector.has(events))
    expect(await publishSurely(publisher, [], known)).toBe(known)
    expect(inOrder(collector.events)).toBe(true)
  })

  test('a broker without memory refuses what is published, and takes it when it has some again', async () => {
    await using it = await rabbitmqUnderTest()
    const transport = await it.open()
    const collector = new Collector()
    collect(transport, collector)
    const known = await publishSurely(transport, [sampleEvent('a', 0)])
    await rabbitmq.limitMemory(0)
    const sent = [sampleEvent('a', 0)]
    let refusal: unknown
    // It takes a moment until the broker has told all its connections.
    await until('one is refused', async () => {
      sent.push(sampleEvent('a', sent.length))
      refusal = await transport.publish(sent.slice(-1), known).catch((error: unknown) => error)
      return refusal instanceof Error
    })
    expect(String(refusal)).toMatch(/RabbitMQ takes nothing for now: .*memory/)
    await expect(transport.publish([], known)).rejects.toThrow('takes nothing')
    await rabbitmq.limitMemory(0.4)
    await publishSurely(transport, [...sent.slice(-1), sampleEvent('a', sent.length)], known)
    await until('all are delivered', () => collector.distinct === sent.length + 1)
    expect(inOrder(collector.events)).toBe(true)
  })
})

/** An instance with the pool of its process, and its own ways to the servers. */
interface Instance {
  pool: pg.Pool
  ways: TcpGate[]
}

/** Each test has a virtual host of one broker, for it takes seconds to start. */
async function rabbitmqUnderTest(): Promise<TransportUnderTest> {
  const { stop, start, empty } = rabbitmq
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
    outage: { begin: async () => rabbitmq.pause(), end: async () => rabbitmq.resume() },
    crash:
      'RabbitMQ 3.10 that is killed soon after a start or a first stream may forget who keeps its streams',
    lose: async () => {
      await stop()
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

import { describe } from 'vitest'
import { SocketLine } from '../../../../fixtures/socket-line.js'
import { testKit } from '../../../../fixtures/test-kit.js'
import { hasKafka, testKafka } from '../../../testing/test-kafka.js'
import { feedConformance } from '../../testing/feed-conformance.js'
import { transportConformance } from '../../testing/transport-conformance.js'
import type { TransportUnderTest } from '../../testing/transport-under-test.js'
import type { Transport } from '../transport.js'
import { KafkaTransport } from './kafka-transport.js'

const FORGETFUL = 'the cluster for tests keeps nothing over a restart'
/** Short, for the cluster waits nearly that long in each rebalance. */
const SESSION_MS = 4_500

describe.skipIf(!hasKafka)('Kafka', { concurrent: true }, () => {
  transportConformance('Kafka', kafkaUnderTest)
  feedConformance('Kafka', kafkaUnderTest)
})

async function kafkaUnderTest(): Promise<TransportUnderTest> {
  const kafka = await testKafka()
  const lines = new Map<Transport, SocketLine>()
  return {
    async open() {
      const line = new SocketLine()
      const transport = new KafkaTransport({
        url: kafka.url,
        sessionMs: SESSION_MS,
        socketFactory: line.socket,
      })
      lines.set(transport, line)
      transport.start(testKit())
      return transport
    },
    kill: async transport => lines.get(transport)?.cut(),
    outage: { begin: async () => kafka.pause(), end: async () => kafka.resume() },
    crash: FORGETFUL,
    lose: FORGETFUL,
    async [Symbol.asyncDispose]() {
      for (const transport of lines.keys()) await transport.stop?.()
      await kafka[Symbol.asyncDispose]()
    },
  }
}

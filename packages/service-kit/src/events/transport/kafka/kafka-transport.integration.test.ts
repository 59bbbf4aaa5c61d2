import { connect, Socket } from 'node:net'
import type { ISocketFactory } from 'kafkajs'
import { describe } from 'vitest'
import { testKit } from '../../../../fixtures/test-kit.js'
import { hasKafka, testKafka } from '../../../testing/test-kafka.js'
import { transportConformance } from '../../testing/transport-conformance.js'
import type { TransportUnderTest } from '../../testing/transport-under-test.js'
import type { Transport } from '../transport.js'
import { KafkaTransport } from './kafka-transport.js'

const FORGETFUL = 'the cluster for tests keeps nothing over a restart'
/** Short, for the cluster waits nearly that long in each rebalance. */
const SESSION_MS = 4_500

describe.skipIf(!hasKafka)('Kafka', { concurrent: true }, () => {
  transportConformance('Kafka', kafkaUnderTest)
})

async function kafkaUnderTest(): Promise<TransportUnderTest> {
  const kafka = await testKafka()
  const lines = new Map<Transport, Line>()
  return {
    async open() {
      const line = new Line()
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

/** The sockets of one instance, which can be cut for good: the cluster tells addresses of its own, so no gate stands between. */
class Line {
  readonly #sockets = new Set<Socket>()
  #isCut = false

  readonly socket: ISocketFactory = ({ host, port, onConnect }) => {
    if (this.#isCut) return new Socket().destroy(new Error('cut'))
    const socket = connect({ host, port }, onConnect)
    this.#sockets.add(socket)
    return socket
  }

  cut(): void {
    this.#isCut = true
    for (const socket of this.#sockets) socket.destroy()
  }
}

import { describe } from 'vitest'
import { type TcpGate, tcpGate } from '../../../../fixtures/tcp-gate.js'
import { testKit } from '../../../../fixtures/test-kit.js'
import { redisProgram, testRedis } from '../../../testing/test-redis.js'
import { feedConformance } from '../../testing/feed-conformance.js'
import { transportConformance } from '../../testing/transport-conformance.js'
import type { TransportUnderTest } from '../../testing/transport-under-test.js'
import type { Transport } from '../transport.js'
import { RedisTransport } from './redis-transport.js'

describe.skipIf(!redisProgram)('on a real server,', () => {
  transportConformance('Redis', redisUnderTest)
  feedConformance('Redis', redisUnderTest)
})

async function redisUnderTest(): Promise<TransportUnderTest> {
  const redis = await testRedis({ isDurable: true })
  const ways = new Map<Transport, TcpGate>()
  const stand = (signal: NodeJS.Signals) => async () => void process.kill(redis.pid, signal)
  return {
    async open() {
      const way = await tcpGate(redis.url)
      const transport = new RedisTransport({ url: way.through(redis.url) })
      ways.set(transport, way)
      transport.start(testKit())
      return transport
    },
    kill: async transport => ways.get(transport)?.cut(),
    // It hangs: connections stay open, and nothing is answered.
    outage: { begin: stand('SIGSTOP'), end: stand('SIGCONT') },
    async crash() {
      await redis.kill()
      await redis.start()
    },
    lose: () => redis.lose(),
    async [Symbol.asyncDispose]() {
      for (const [transport, way] of ways) {
        await transport.stop?.()
        await way.cut()
      }
      await redis[Symbol.asyncDispose]()
    },
  }
}

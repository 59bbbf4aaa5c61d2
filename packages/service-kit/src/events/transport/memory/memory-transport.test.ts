import { feedConformance } from '../../testing/feed-conformance.js'
import { transportConformance } from '../../testing/transport-conformance.js'
import type { TransportUnderTest } from '../../testing/transport-under-test.js'
import { MemoryTransport } from './memory-transport.js'

transportConformance('memory', memoryUnderTest)
feedConformance('memory', memoryUnderTest)

async function memoryUnderTest(): Promise<TransportUnderTest> {
  const transport = new MemoryTransport()
  const none = 'there is no broker beside the process'
  const open = async () => transport
  return { open, kill: none, outage: none, crash: none, lose: none, [Symbol.asyncDispose]: async () => {} }
}

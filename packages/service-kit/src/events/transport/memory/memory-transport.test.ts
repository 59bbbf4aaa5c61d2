import { transportConformance } from '../../testing/transport-conformance.js'
import { MemoryTransport } from './memory-transport.js'

transportConformance('memory', async () => {
  const transport = new MemoryTransport()
  return { open: async () => transport, [Symbol.asyncDispose]: async () => {} }
})

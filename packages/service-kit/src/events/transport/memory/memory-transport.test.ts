import { transportConformance } from '../../testing/transport-conformance.js'
import { MemoryTransport } from './memory-transport.js'

transportConformance('memory', async () => {
  const transport = new MemoryTransport()
  const none = 'there is no broker beside the process'
  const open = async () => transport
  return { open, kill: none, outage: none, crash: none, lose: none, [Symbol.asyncDispose]: async () => {} }
})

import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below what systems give to outgoing connections: such a port could be gone when its server is started again. */
const PORTS = [20_000, 32_000] as const

/**
 * A port of the loopback interface that nobody listens on: for a server that does not choose one itself, or for an address where
 * there is none. Whoever takes it in between makes the test fail, not pass.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(...PORTS)
    if (await isFree(port)) return port
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch {
    return false
  }
  server.close()
  await once(server, 'close')
  return true
}

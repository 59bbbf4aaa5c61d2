// What carries events in the measurements: a PostgreSQL as the platform starts it, writing through, with a log of events; and
// a Redis that writes through as the platform's does.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { admitToBus, provisionBus } from '../../packages/supervisor/src/postgres/bus.ts'
import {
  databaseUrl,
  provisionDatabase,
  withAdmin,
} from '../../packages/supervisor/src/postgres/databases.ts'
import { startPostgres } from '../../packages/supervisor/src/postgres/server.ts'

const REDIS = 'redis-server'
const PASSWORD = 'bench'

/** @param {string} home a folder PostgreSQL's account can reach */
export async function postgresIn(home) {
  const server = await startPostgres({ home, port: 0, processes: { watch: () => {} } })
  let made = 0
  return {
    stop: () => server.stop(),
    /** Two fresh databases, and their ways to a log of their own. */
    async databases() {
      const bus = `bus_${++made}`
      await provisionBus(server.adminUrl, { name: bus, password: PASSWORD })
      const admitted = request => withAdmin(server.adminUrl, admin => admit(admin, bus, request))
      const requests = ['from', 'to'].map(part => ({ name: `${part}_${made}`, password: PASSWORD }))
      for (const request of requests) await admitted(request)
      const [from, to] = requests.map(request => ({
        url: databaseUrl(server.adminUrl, request),
        bus: databaseUrl(server.adminUrl, { ...request, database: bus }),
      }))
      return { from, to }
    },
  }
}

async function admit(admin, bus, request) {
  await provisionDatabase(admin, request)
  await admitToBus(admin, bus, request.name)
}

/** Null where none is installed. */
export async function redisIn(home) {
  const port = await freePort()
  const flags = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--dir',
    home,
    '--appendonly',
    'yes',
    '--appendfsync',
    'always',
    '--databases',
    '1000',
  ]
  const server = spawn(REDIS, flags, { stdio: ['ignore', 'pipe', 'ignore'] })
  const failed = new Promise(resolve => server.once('error', () => resolve(null)))
  return Promise.race([failed, ready(server, port)])
}

async function ready(server, port) {
  for await (const line of createInterface(server.stdout)) if (line.includes('eady to accept')) break
  server.stdout.resume()
  let used = 0
  // Each subject's own: what another has left in a stream would be handled first.
  const fresh = () => `redis://127.0.0.1:${port}/${used++}`
  return { fresh, stop: () => server.kill('SIGKILL') }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

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
const BUS = { name: 'azora_bus', password: 'bench' }

/** @param {string} home a folder PostgreSQL's account can reach */
export async function postgresIn(home) {
  const server = await startPostgres({ home, port: 0, processes: { watch: () => {} } })
  await provisionBus(server.adminUrl, BUS)
  let made = 0
  return {
    stop: () => server.stop(),
    /** A fresh database, and its way to the log. */
    async database() {
      const request = { name: `bench_${++made}`, password: 'bench' }
      await withAdmin(server.adminUrl, async admin => {
        await provisionDatabase(admin, request)
        await admitToBus(admin, BUS.name, request.name)
      })
      return {
        url: databaseUrl(server.adminUrl, request),
        bus: databaseUrl(server.adminUrl, { ...request, database: BUS.name }),
      }
    },
  }
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
  ]
  const server = spawn(REDIS, flags, { stdio: ['ignore', 'pipe', 'ignore'] })
  const failed = new Promise(resolve => server.once('error', () => resolve(null)))
  return Promise.race([failed, ready(server, port)])
}

async function ready(server, port) {
  for await (const line of createInterface(server.stdout)) if (line.includes('eady to accept')) break
  server.stdout.resume()
  return { url: `redis://127.0.0.1:${port}`, stop: () => server.kill('SIGKILL') }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

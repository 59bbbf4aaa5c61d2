// What carries events in the measurements: a PostgreSQL as the platform starts it, writing through, with a log of events; a
// Redis that writes through as the platform's does; RabbitMQ and Kafka as the tests start them.
import { hasKafka, testKafka } from '../../packages/service-kit/src/testing/test-kafka.ts'
import { hasRabbitmq, testRabbitmq } from '../../packages/service-kit/src/testing/test-rabbitmq.ts'
import { redisProgram, testRedis } from '../../packages/service-kit/src/testing/test-redis.ts'
import { admitToBus, provisionBus } from '../../packages/supervisor/src/postgres/bus.ts'
import {
  databaseUrl,
  provisionDatabase,
  withAdmin,
} from '../../packages/supervisor/src/postgres/databases.ts'
import { startPostgres } from '../../packages/supervisor/src/postgres/server.ts'
import { childrenOf, cpuSeconds } from '../processes.mjs'

const PASSWORD = 'bench'
/** Each subject has its own: what another has left in a stream would be handled first. */
const REDIS = { isDurable: true, settings: { databases: '1000' } }

/** @param {string} home a folder PostgreSQL's account can reach */
export async function postgresIn(home) {
  const start = () => startPostgres({ home, port: 0, processes: { watch: () => {} } })
  let server = await start()
  let made = 0
  return {
    stop: () => server.stop(),
    /** Processor time its processes have used, in seconds; of those that are there still. */
    cpuSeconds: () =>
      [server.pid, ...childrenOf(server.pid)].reduce((sum, pid) => sum + (cpuSeconds(pid) || 0), 0),
    /** Takes it away from everybody, until {@link back}. */
    away: () => server.stop(),
    async back() {
      server = await start()
    },
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

/** Brokers by name. Each has addresses nobody has used, and can be taken away; null where none is installed. */
export const BROKERS = {
  async redis() {
    if (!redisProgram) return null
    const server = await testRedis(REDIS)
    let used = 0
    return {
      fresh: () => `${server.url}/${used++}`,
      away: () => server.kill(),
      back: () => server.start(),
      stop: () => server[Symbol.asyncDispose](),
    }
  },

  async rabbitmq() {
    if (!hasRabbitmq) return null
    const server = await testRabbitmq()
    return {
      fresh: () => server.unused(),
      away: () => server.stop(),
      back: () => server.start(),
      stop: () => server[Symbol.asyncDispose](),
    }
  },

  /** Three brokers that librdkafka imitates, in memory: away, they stand still, for they would keep nothing. */
  async kafka() {
    if (!hasKafka) return null
    const cluster = await testKafka()
    let used = 0
    return {
      fresh: () => `${cluster.url}/azora.bench.${used++}`,
      away: async () => cluster.pause(),
      back: async () => cluster.resume(),
      stop: () => cluster[Symbol.asyncDispose](),
    }
  },
}

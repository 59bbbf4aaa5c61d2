import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FaultProxy, redisProgram, type TestRedis, testRedis } from '@azora/service-kit/testing'
import { type TestDatabase, type TestPostgres, testPostgres } from '@azora/supervisor'
import { Belongings } from './belongings.js'
import { type Identity, identity } from './identity.js'
import { type ProcessOptions, type ServiceProcess, serviceProcess, serviceTask } from './service-process.js'

/** A service with all it depends on, each behind a network that tests can harm. */
export interface World extends AsyncDisposable {
  readonly identity: Identity
  readonly server: TestPostgres
  readonly database: TestDatabase
  readonly redis: TestRedis | undefined
  readonly toDatabase: FaultProxy
  /** To the log that events travel by, a database of its own. */
  readonly toBus: FaultProxy
  readonly toRedis: FaultProxy | undefined
  readonly toAuth: FaultProxy
  /** A folder of its own, gone with it. */
  readonly folder: string
  /** What a process of it is started with. */
  readonly env: Readonly<Record<string, string>>
  /** Starts a process of it; it ends with this at the latest. */
  start(options?: Partial<ProcessOptions>): Promise<ServiceProcess>
}

/** What a world is made for. */
export interface WorldOptions {
  /** Beside what every service is told. */
  env?: ProcessOptions['env']
  /** Whether its database is migrated and seeded. Default true. */
  migrated?: boolean
}

/** Makes everything ready to start processes of a service. */
export async function worldOf(
  name: string,
  { env = {}, migrated = true }: WorldOptions = {},
): Promise<World> {
  const belongings = new Belongings()
  try {
    const around = await surroundings(name, belongings)
    const common = { ...around.env, ...env }
    if (migrated) for (const task of ['migrate', 'seed'] as const) await serviceTask(name, task, common)
    return {
      ...around,
      env: common,
      start: async ({ env: more, ...options } = {}) =>
        belongings.use(await serviceProcess(name, { ...options, env: { ...common, ...more } })),
      [Symbol.asyncDispose]: () => belongings[Symbol.asyncDispose](),
    }
  } catch (error) {
    await belongings[Symbol.asyncDispose]()
    throw error
  }
}

async function surroundings(
  name: string,
  belongings: Belongings,
): Promise<Omit<World, 'start' | keyof AsyncDisposable>> {
  const auth = belongings.use(await identity())
  const server = belongings.use(await testPostgres())
  const database = await server.createDatabase(name)
  const bus = await server.createBus()
  const redis = redisProgram ? belongings.use(await testRedis()) : undefined
  const toDatabase = belongings.use(await FaultProxy.to(database.url))
  const toBus = belongings.use(await FaultProxy.to(await bus.admit(database)))
  const toRedis = redis && belongings.use(await FaultProxy.to(redis.url))
  const toAuth = belongings.use(await FaultProxy.to(auth.url))
  const folder = await mkdtemp(join(tmpdir(), 'azora-faults-'))
  belongings.defer(() => rm(folder, { recursive: true, force: true }))
  const env = {
    AZORA_SERVICE_KEY: `azk_local_${name}_of_a_test`,
    AZORA_SPANS: join(folder, 'spans'),
    AUTH_URL: toAuth.url,
    DATABASE_URL: toDatabase.url,
    EVENT_TRANSPORT: toBus.url,
    ...(toRedis ? { REDIS_URL: toRedis.url } : {}),
  }
  return { identity: auth, server, database, redis, toDatabase, toBus, toRedis, toAuth, folder, env }
}

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FaultProxy, redisProgram, type TestRedis, testRedis } from '@azora/service-kit/testing'
import { type TestDatabase, type TestPostgres, testPostgres } from '@azora/supervisor'
import { Belongings } from './belongings.js'
import { type Identity, identity } from './identity.js'
import { type ProcessOptions, type ServiceProcess, serviceProcess, serviceTask } from './service-process.js'

/** The education service with all it depends on, each behind a network that tests can harm. */
export interface Education extends AsyncDisposable {
  readonly identity: Identity
  readonly server: TestPostgres
  readonly database: TestDatabase
  readonly redis: TestRedis | undefined
  readonly toDatabase: FaultProxy
  readonly toRedis: FaultProxy | undefined
  readonly toAuth: FaultProxy
  /** A folder of its own, gone with it. */
  readonly folder: string
  /** What a process of it is started with. */
  readonly env: Readonly<Record<string, string>>
  /** Starts a process of it; it ends with this at the latest. */
  start(options?: Partial<ProcessOptions>): Promise<ServiceProcess>
}

/** Makes everything ready to start processes of education, with its database migrated and seeded unless told otherwise. */
export async function education({ migrated = true } = {}): Promise<Education> {
  const belongings = new Belongings()
  try {
    const ready = await surroundings(belongings)
    if (migrated)
      for (const task of ['migrate', 'seed'] as const) await serviceTask('education', task, ready.env)
    return {
      ...ready,
      start: async ({ env, ...options } = {}) =>
        belongings.use(await serviceProcess('education', { ...options, env: { ...ready.env, ...env } })),
      [Symbol.asyncDispose]: () => belongings[Symbol.asyncDispose](),
    }
  } catch (error) {
    await belongings[Symbol.asyncDispose]()
    throw error
  }
}

async function surroundings(
  belongings: Belongings,
): Promise<Omit<Education, 'start' | keyof AsyncDisposable>> {
  const auth = belongings.use(await identity())
  const server = belongings.use(await testPostgres())
  const database = await server.createDatabase('education')
  const redis = redisProgram ? belongings.use(await testRedis()) : undefined
  const toDatabase = belongings.use(await FaultProxy.to(database.url))
  const toRedis = redis && belongings.use(await FaultProxy.to(redis.url))
  const toAuth = belongings.use(await FaultProxy.to(auth.url))
  const folder = await mkdtemp(join(tmpdir(), 'azora-faults-'))
  belongings.defer(() => rm(folder, { recursive: true, force: true }))
  const env = {
    AZORA_SERVICE_KEY: 'azk_local_education_of_a_test',
    AZORA_SPANS: join(folder, 'spans'),
    AUTH_URL: toAuth.url,
    DATABASE_URL: toDatabase.url,
    ...(toRedis ? { REDIS_URL: toRedis.url } : {}),
  }
  return { identity: auth, server, database, redis, toDatabase, toRedis, toAuth, folder, env }
}

import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { auth } from '@azora/contracts/auth'
import { education } from '@azora/contracts/education'
import { createClient } from '@azora/sdk/client'
import { redisProgram, user } from '@azora/service-kit/testing'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Belongings } from './belongings.js'
import type { ServiceProcess } from './service-process.js'
import { type World, worldOf } from './world.js'

// What is promised to be exact, over two processes of a service on one database and one Redis.

const belongings = new Belongings()
afterAll(() => belongings[Symbol.asyncDispose]())

describe('two processes of auth', () => {
  const someone = { email: 'someone@example.org', password: randomBytes(12).toString('base64url') }
  let world: World
  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'azora-exact-'))
    belongings.defer(() => rm(folder, { recursive: true }))
    const credentials = join(folder, 'credentials.json')
    await writeFile(credentials, JSON.stringify({ users: { learner: someone } }))
    const secrets = { AUTH_ENCRYPTION_KEY: randomBytes(32).toString('base64') }
    world = belongings.use(
      await worldOf('auth', { env: { ...secrets, AZORA_SEED_CREDENTIALS: credentials } }),
    )
  })

  test('give a hundred refreshes at the same moment one and the same successor', async () => {
    const processes = await both(world)
    const clients = processes.map(({ url }) => createClient(auth, { baseUrl: url }))
    const { refreshToken } = await clients[0]!.sessions.login({ body: someone })
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, n) => clients[n % 2]!.sessions.refresh({ body: { refreshToken } })),
    )
    expect(new Set(answers.map(answer => answer.refreshToken)).size).toBe(1)
    await expect(
      clients[1]!.sessions.refresh({ body: { refreshToken: answers[0]?.refreshToken ?? '' } }),
    ).resolves.toMatchObject({ sessionId: answers[0]?.sessionId })
  })

  test.skipIf(!redisProgram)(
    'let exactly as many calls through as the route says, at the same moment',
    async () => {
      const env = { ...PRODUCTION, AUTH_PUBLIC_URL: 'https://azora.test', ADDRESS_LIMIT_PER_SECOND: '100000' }
      const processes = await both(world, env)
      const { limit } = auth.routes.passwords.reset.rateLimit
      // A process that has just begun may take longer than a call waits for its limit, and count alone.
      for (const { url } of processes)
        for (let n = 0; n < 30; n++) await fetch(`${url}/.well-known/jwks.json`)
      const answers = await Promise.all(
        Array.from({ length: limit * 2 }, (_, n) => resetPassword(processes[n % 2]!.url)),
      )
      expect(answers.filter(({ status }) => status === 429)).toHaveLength(limit)
      expect(answers.filter(({ policy }) => policy?.startsWith('"default"'))).toHaveLength(limit * 2)
    },
  )

  test('say that each counts for itself without a Redis', async () => {
    const [alone] = await both(world, { REDIS_URL: '' })
    expect((await resetPassword(alone.url)).policy).toMatch(/^"instance"/)
  })
})

/** What production wants set, and locally has a default. */
const PRODUCTION = { AZORA_PROFILE: 'production', AZORA_SERVICE_KEY: randomBytes(24).toString('base64url') }

async function resetPassword(url: string): Promise<{ status: number; policy: string | null }> {
  const { status, headers } = await fetch(`${url}/v1/password/reset`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: 'nobody-was-sent-this', newPassword: 'long enough, and unusual' }),
  })
  return { status, policy: headers.get('ratelimit-policy') }
}

async function both(
  world: World,
  env: Record<string, string> = {},
): Promise<[ServiceProcess, ServiceProcess]> {
  return Promise.all([world.start({ env }), world.start({ env })])
}

describe('fifty calls under one key over two processes, one of them killed by -9', () => {
  let world: World
  beforeAll(async () => {
    world = belongings.use(await worldOf('education'))
  })

  test('while it does what was asked, have one effect and one answer', async () => {
    await using database = await connected(world)
    const [victim, other] = await both(world)
    await database.query('BEGIN; LOCK TABLE course IN SHARE MODE')
    const asked = await creating(world, [victim, other])
    asked.send(25, victim.url)
    await expect.poll(() => waitingForLock(world)).toBeGreaterThan(0)
    asked.send(25, other.url)
    victim.child.kill('SIGKILL')
    await database.query('ROLLBACK')
    expect(await asked.outcome()).toEqual({ ids: 1, replayed: 49, made: 1 })
  })

  test.each([1, 2, 3, 4, 5])('at any moment, have one effect and one answer (round %i)', async () => {
    const [victim, other] = await both(world)
    const asked = await creating(world, [victim, other])
    for (let n = 0; n < 25; n++) for (const { url } of [victim, other]) asked.send(1, url)
    await asked.first()
    victim.child.kill('SIGKILL')
    expect(await asked.outcome()).toEqual({ ids: 1, replayed: expect.any(Number), made: 1 })
  })
})

/** Callers who ask for the same course under one key, and go on asking until they are answered, at whichever process lives. */
async function creating(world: World, [victim, other]: [ServiceProcess, ServiceProcess]) {
  const token = await world.identity.issuer.tokenOf(user({ permissions: ['course:create'] }))
  const idempotencyKey = randomUUID()
  const title = `Made once ${idempotencyKey}`
  const call = (url: string) => {
    const baseUrl = () => (url === victim.url && victim.child.signalCode ? other.url : url)
    const client = createClient(education, { baseUrl, token, circuit: false, retryBudget: false })
    return client.courses
      .create({ body: { title, level: 'ZA-NQF/6' } }, { idempotencyKey, retries: 50 })
      .withResponse()
  }
  const calls: ReturnType<typeof call>[] = []
  return {
    send: (count: number, url: string) => void calls.push(...Array.from({ length: count }, () => call(url))),
    first: () => Promise.race(calls),
    async outcome() {
      const answers = await Promise.all(calls)
      await using database = await connected(world)
      const { rowCount } = await database.query('SELECT FROM course WHERE title = $1', [title])
      return {
        ids: new Set(answers.map(({ data }) => data.id)).size,
        replayed: answers.filter(({ headers }) => headers['idempotent-replayed'] === 'true').length,
        made: rowCount,
      }
    },
  }
}

async function waitingForLock(world: World): Promise<number> {
  await using database = await connected(world)
  const { rowCount } = await database.query(
    "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
  )
  return rowCount ?? 0
}

async function connected({ database }: World): Promise<pg.Client & AsyncDisposable> {
  const client = new pg.Client(database.url)
  await client.connect()
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() })
}

import { readFile, stat } from 'node:fs/promises'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { hostSettings } from '../src/config.js'
import { testPostgres } from '../src/index.js'
import { findRedis } from '../src/redis/redis-server.js'
import { Supervisor } from '../src/supervisor.js'
import { Checkout } from './fixtures/checkout.js'
import { isAlive, running } from './fixtures/running.js'

const program = await findRedis(hostSettings().searchPath)
const soon = { timeout: 20_000, interval: 20 }

describe('a platform with its own PostgreSQL', () => {
  it('is migrated and seeded at its first start, and not again while nothing has changed', async () => {
    await using checkout = await Checkout.of({
      auth: { database: true },
      education: { database: true, needs: ['auth'] },
      gateway: { needs: ['auth'], manifest: { kind: 'gateway' } },
    })
    {
      await using platform = await running(checkout)
      const { services, infrastructure } = platform.supervisor.status
      expect(services.map(({ name, wave, state, lastError }) => [name, wave, state, lastError])).toEqual([
        ['auth', 0, 'ready', null],
        ['education', 1, 'ready', null],
        ['gateway', 1, 'ready', null],
      ])
      expect(infrastructure).toMatchObject([{ name: 'postgres', origin: 'embedded', state: 'ready' }])
      expect(await platform.ask('auth', '/query?text=SELECT * FROM note')).toEqual([{ text: 'seeded' }])
    }
    await (await running(checkout)).supervisor.close()
    expect(await checkout.commands('auth')).toEqual(['prepare', 'serve', 'serve'])
    await checkout.edit('auth', 'version 1', 'version 2')
    await (await running(checkout)).supervisor.close()
    expect(await checkout.commands('auth')).toEqual(['prepare', 'serve', 'serve', 'seed', 'serve'])
    expect(await checkout.commands('education')).toEqual(['prepare', 'serve', 'serve', 'serve'])
  })

  it('recovers by itself when PostgreSQL is killed', async () => {
    await using checkout = await Checkout.of({ auth: { database: true } })
    await using platform = await running(checkout)
    const postgres = () => platform.supervisor.status.infrastructure[0]!
    const { pid, address } = postgres()
    process.kill(pid!, 'SIGKILL')
    await expect.poll(() => postgres().pid, soon).not.toBe(pid)
    await expect
      .poll(postgres, soon)
      .toMatchObject({ state: 'ready', address, lastError: 'it ended (SIGKILL)' })
    await expect.poll(() => platform.service('auth').state, soon).toBe('ready')
    expect(await platform.ask('auth', '/query?text=SELECT * FROM note')).toEqual([{ text: 'seeded' }])
  })

  it('killed for trial with a service comes back before it, however often, and neither has crashed', async () => {
    await using checkout = await Checkout.of({ auth: { database: true } })
    await using platform = await running(checkout)
    const postgres = () => platform.supervisor.status.infrastructure[0]!
    for (let kills = 1; kills <= 6; kills++) {
      const { pid } = postgres()
      expect(platform.supervisor.tools.kill('postgres')).toBe(pid)
      platform.supervisor.tools.kill('auth-1')
      await expect
        .poll(() => platform.service('auth'), soon)
        .toMatchObject({ state: 'ready', restarts: kills })
      expect(postgres()).toMatchObject({ state: 'ready' })
    }
    expect(await platform.ask('auth', '/query?text=SELECT * FROM note')).toEqual([{ text: 'seeded' }])
  })

  it('leaves no process behind', async () => {
    await using checkout = await Checkout.of({ auth: { database: true } })
    const { supervisor } = await running(checkout)
    const { services, infrastructure } = supervisor.status
    await supervisor.close()
    const pids = [...services, ...infrastructure].map(({ pid }) => pid!)
    expect(await Promise.all(pids.map(isAlive))).toEqual([false, false])
    expect(supervisor.status).toMatchObject({ state: 'stopped', services: [{ state: 'stopped' }] })
    expect(JSON.parse(await readFile(checkout.paths.state, 'utf8'))).toMatchObject({ state: 'stopped' })
    expect(JSON.parse(await readFile(checkout.paths.processes, 'utf8'))).toEqual([])
  })

  it('runs beside that of another checkout', async () => {
    await using one = await Checkout.of({ auth: { database: true } })
    const manifest = JSON.parse(await readFile(`${one.folder('auth')}/azora.json`, 'utf8'))
    await using other = await Checkout.of({ auth: { database: true, manifest: { port: manifest.port } } })
    await using first = await running(one)
    await using second = await running(other)
    expect([...first.states(), ...second.states()]).toEqual(['auth ready', 'auth ready'])
    expect(first.service('auth').port).not.toBe(second.service('auth').port)
  })
})

describe('a saved source of a service with a database', () => {
  it('is served first, and seeded after', async () => {
    await using server = await testPostgres()
    await using database = await server.createDatabase('azora_auth')
    await using checkout = await Checkout.of({ auth: { database: database.name } })
    const env = { ...process.env, DATABASE_URL: server.adminUrl }
    await using platform = await running(checkout, { watch: true }, env)
    await checkout.edit('auth', 'version 1', 'version 2')
    await expect.poll(() => checkout.commands('auth'), soon).toEqual(['prepare', 'serve', 'serve', 'seed'])
    expect(await platform.ask('auth', '/version')).toBe('version 2')
  })
})

describe('what services are told', () => {
  it('is an address of their own database, and no key but their own', async () => {
    await using server = await testPostgres()
    await using database = await server.createDatabase('azora_auth')
    await using checkout = await Checkout.of({
      auth: {
        database: database.name,
        manifest: { env: { FLAVOR: 'plain' }, secrets: ['AUTH_ENCRYPTION_KEY'] },
      },
      education: { needs: ['auth'] },
      gateway: { manifest: { kind: 'gateway' } },
    })
    await using platform = await running(checkout, {}, { ...process.env, DATABASE_URL: server.adminUrl })
    const auth: Record<string, string> = await platform.ask('auth', '/environment')
    const education: Record<string, string> = await platform.ask('education', '/environment')
    expect(auth).toMatchObject({
      FLAVOR: 'plain',
      AZORA_PROFILE: 'local',
      AZORA_INSTANCE: 'auth-1',
      AZORA_ROUTES: checkout.paths.routes,
      AZORA_SERVICE_KEY: expect.stringMatching(/^azk_local_auth_[\w-]{43}$/),
      AZORA_SEED_CREDENTIALS: checkout.paths.credentials,
      AUTH_ENCRYPTION_KEY: expect.stringMatching(/^[\w-]{43}$/),
      AUTH_URL: platform.service('auth').url,
      AUTH_PUBLIC_URL: platform.service('gateway').url,
      DATABASE_URL: expect.stringContaining(`//${database.name}:`),
    })
    expect(Object.keys(JSON.parse(auth['AZORA_SERVICE_KEYS']!))).toEqual(['auth', 'gateway', 'education'])
    expect(education['AUTH_URL']).toBe(platform.service('auth').url)
    for (const name of [
      'DATABASE_URL',
      'AZORA_SERVICE_KEYS',
      'AZORA_SEED_CREDENTIALS',
      'AUTH_ENCRYPTION_KEY',
    ])
      expect(education).not.toHaveProperty(name)
    expect(JSON.stringify(platform.supervisor.status)).not.toContain(new URL(auth['DATABASE_URL']!).password)
  })

  it('is kept where only its owner can read it', async () => {
    await using checkout = await Checkout.of({ auth: {} })
    await using _platform = await running(checkout)
    const { home, secrets, credentials, state, routes } = checkout.paths
    const modes = await Promise.all([home, secrets, credentials, state, routes].map(path => stat(path)))
    expect(modes.map(({ mode }) => (mode & 0o777).toString(8))).toEqual(['700', '600', '600', '600', '600'])
    const { users } = JSON.parse(await readFile(credentials, 'utf8'))
    expect(Object.keys(users)).toEqual(['admin', 'instructor', 'learner'])
  })
})

describe('a given PostgreSQL', () => {
  it('gets a database and a role per service, and no role can enter the database of another', async () => {
    await using server = await testPostgres()
    await using one = await server.createDatabase('azora_auth')
    await using other = await server.createDatabase('azora_education')
    await using checkout = await Checkout.of({
      auth: { database: one.name },
      education: { database: other.name },
    })
    await using platform = await running(checkout, {}, { ...process.env, DATABASE_URL: server.adminUrl })
    expect(platform.supervisor.status.infrastructure).toMatchObject([
      { origin: 'given', state: 'ready', pid: null },
    ])
    const { DATABASE_URL } = (await platform.ask('education', '/environment')) as Record<string, string>
    const trespass = new URL(DATABASE_URL!)
    trespass.pathname = `/${one.name}`
    await expect(new pg.Client(trespass.href).connect()).rejects.toThrow(
      `permission denied for database "${one.name}"`,
    )
  })

  it('that cannot be reached is named, and whoever needs it has failed', async () => {
    await using checkout = await Checkout.of({ auth: { database: true } })
    const given = { ...process.env, DATABASE_URL: 'postgresql://azora:secret@127.0.0.1:1/postgres' }
    await using platform = await running(checkout, {}, given)
    const { infrastructure } = platform.supervisor.status
    expect(infrastructure).toMatchObject([
      { state: 'failed', lastError: expect.stringContaining('ECONNREFUSED') },
    ])
    expect(platform.service('auth')).toMatchObject({
      state: 'failed',
      lastError: expect.stringContaining('The server of DATABASE_URL cannot be used'),
    })
    expect(JSON.stringify(platform.supervisor.status)).not.toContain('secret')
  })
})

describe('Redis', () => {
  it('is none when the path holds none, and that is said', async () => {
    await using checkout = await Checkout.of({ auth: { manifest: { resources: { redis: 'optional' } } } })
    await using platform = await running(checkout, {}, { PATH: '/nowhere' })
    expect(platform.states()).toEqual(['auth ready'])
    expect(platform.supervisor.status.infrastructure).toMatchObject([{ origin: 'none', state: 'absent' }])
    expect(platform.supervisor.status.infrastructure[0]?.summary).toContain('valkey-server')
  })

  it.runIf(program)('from the path is kept running, and keeps what it has acknowledged', async () => {
    await using checkout = await Checkout.of({ auth: { manifest: { resources: { redis: 'required' } } } })
    await using platform = await running(checkout)
    const redis = () => platform.supervisor.status.infrastructure[0]!
    const { REDIS_URL } = (await platform.ask('auth', '/environment')) as Record<string, string>
    const { port, password } = new URL(REDIS_URL!)
    expect(await say(Number(port), [`AUTH ${password}`, 'SET answer 42'])).toContain('+OK\r\n+OK')
    expect(await say(Number(port), ['GET answer'])).toContain('-NOAUTH')
    const { pid } = redis()
    process.kill(pid!, 'SIGKILL')
    await expect.poll(() => redis().pid, soon).not.toBe(pid)
    await expect.poll(() => redis().state, soon).toBe('ready')
    expect(await say(Number(port), [`AUTH ${password}`, 'GET answer'])).toContain('42')
    expect(JSON.stringify(platform.supervisor.status)).not.toContain(password)
  })

  it.runIf(program)('carries events if EVENT_TRANSPORT says so, for whoever has a database', async () => {
    await using checkout = await Checkout.of({ auth: { database: true }, gateway: {} })
    await using platform = await running(checkout, {}, { ...process.env, EVENT_TRANSPORT: 'redis' })
    const ask = (name: string) => platform.ask(name, '/environment') as Promise<Record<string, string>>
    const [auth, gateway] = [await ask('auth'), await ask('gateway')]
    expect(auth).toMatchObject({ EVENT_TRANSPORT: expect.stringMatching(/^redis:/) })
    expect(auth).not.toHaveProperty('REDIS_URL')
    expect(gateway).not.toHaveProperty('EVENT_TRANSPORT')
    expect(platform.supervisor.status.infrastructure).toMatchObject([
      { name: 'postgres', summary: expect.stringMatching(/; Redis carries events$/) },
      { name: 'redis', state: 'ready' },
    ])
  })

  it('that is to carry events must be there', async () => {
    await using checkout = await Checkout.of({ auth: { database: true } })
    const env = { ...process.env, PATH: '/nowhere', EVENT_TRANSPORT: 'redis' }
    await using platform = await running(checkout, {}, env)
    expect(platform.service('auth')).toMatchObject({
      state: 'failed',
      lastError: expect.stringContaining('EVENT_TRANSPORT is redis, and there is none'),
    })
  })

  it('that a service requires must be there', async () => {
    await using checkout = await Checkout.of({ auth: { manifest: { resources: { redis: 'required' } } } })
    await using platform = await running(checkout, {}, { PATH: '/nowhere' })
    expect(platform.service('auth')).toMatchObject({
      state: 'failed',
      lastError: expect.stringContaining('auth requires Redis'),
    })
  })
})

describe('events', () => {
  it('travel through the broker whose address is given, which is said without its password', async () => {
    await using checkout = await Checkout.of({ auth: { database: true } })
    const EVENT_TRANSPORT = 'amqp://azora:secret@127.0.0.1:5672'
    await using platform = await running(checkout, {}, { ...process.env, EVENT_TRANSPORT })
    expect(await platform.ask('auth', '/environment')).toMatchObject({ EVENT_TRANSPORT })
    expect(platform.supervisor.status.infrastructure).toMatchObject([
      { summary: expect.stringMatching(/; events travel through amqp:\/\/127\.0\.0\.1:5672$/) },
    ])
  })

  it('travel through PostgreSQL unless it is said otherwise', async () => {
    await using checkout = await Checkout.of({ auth: { database: true } })
    await using platform = await running(checkout)
    expect(await platform.ask('auth', '/environment')).toMatchObject({
      EVENT_TRANSPORT: expect.stringMatching(/^postgresql:.*azora_bus$/),
    })
    expect(platform.supervisor.status.infrastructure).toMatchObject([
      { summary: expect.stringMatching(/; carries events$/) },
    ])
  })
})

describe('manifests that contradict each other', () => {
  it('are refused before anything starts', async () => {
    await using checkout = await Checkout.of({
      auth: { needs: ['education'] },
      education: { needs: ['auth'] },
    })
    await expect(Supervisor.open(checkout.root)).rejects.toThrow('auth -> education -> auth')
    await expect(stat(checkout.paths.home)).rejects.toThrow(/ENOENT/)
  })
})

/** Everything a Redis server answers to some commands. */
function say(port: number, commands: readonly string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.write(`${[...commands, 'QUIT'].join('\r\n')}\r\n`)
  return text(socket)
}

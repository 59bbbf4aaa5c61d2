import { randomBytes, randomInt } from 'node:crypto'
import { chmod, mkdir, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { testSettings } from '../config.js'
import { canReach, serverAccount } from '../postgres/account.js'
import { SHARED_STATE } from '../postgres/binaries.js'
import { admitToBus, type BusRequest, dropBusClients, provisionBus } from '../postgres/bus.js'
import {
  type DatabaseRequest,
  databaseUrl,
  dropDatabase,
  provisionDatabase,
  withAdmin,
} from '../postgres/databases.js'
import { startPostgres } from '../postgres/server.js'
import { DISPOSABLE } from '../postgres/settings.js'
import { Guard } from '../process/guard.js'
import { Processes } from '../process/processes.js'

/** A database of a test's own. */
export interface TestDatabase extends AsyncDisposable {
  readonly name: string
  /** Address for the only role that may enter it, which owns it. */
  readonly url: string
  /** Ends its sessions and removes database and role. */
  drop(): Promise<void>
}

/** A log of events of a test's own. */
export interface TestBus extends AsyncDisposable {
  readonly name: string
  /** Address for its owner, who may do anything. */
  readonly ownerUrl: string
  /** Lets the role of a database in, as a service on a platform; its address of the log. */
  admit(database: Pick<TestDatabase, 'url'>): Promise<string>
}

/** A real PostgreSQL server for tests. */
export interface TestPostgres extends AsyncDisposable {
  /** Address for the superuser. */
  readonly adminUrl: string
  /** Whether databases may be left in it: they go with the server, or with the run of tests. */
  readonly isCleared: boolean
  /** @param name part of the database's name, made unique; default `test` */
  createDatabase(name?: string): Promise<TestDatabase>
  /** A log of events, as the supervisor makes one for a platform. */
  createBus(): Promise<TestBus>
  /** Stops the server and removes its data; a reused server is left alone. */
  stop(): Promise<void>
}

/** A server that can be killed: nobody else uses it. */
export interface KillablePostgres extends TestPostgres {
  /** Ends it as `kill -9` would and starts it again, at the same address, on what it has kept. */
  crash(): Promise<void>
}

/**
 * A real PostgreSQL for tests: the server of AZORA_TEST_DATABASE_URL (a superuser's address) if that is set, else an
 * embedded one in a temporary folder, gone with this process whatever way that ends. Starting one takes about a second:
 * a global set-up that starts one and sets the variable makes it free for every test file.
 */
export async function testPostgres(): Promise<TestPostgres> {
  const { databaseUrl: given, run } = testSettings()
  return given ? reused(given, run) : started(DISPOSABLE)
}

/** Below what systems give to outgoing connections: such a port could be gone when the server is started again. */
const PORTS = [20_000, 32_000] as const

/** A real PostgreSQL of the caller's own, which keeps what it has confirmed whatever happens to it. */
export function killablePostgres(): Promise<KillablePostgres> {
  return started({}, randomInt(...PORTS))
}

function reused(adminUrl: string, run: string | undefined): TestPostgres {
  return testServer(adminUrl, async () => {}, run ?? null)
}

/** A folder for a server's data, gone with this process, and what sees to that. */
export async function disposableHome(): Promise<{ home: string; guard: Guard }> {
  const guard = new Guard()
  const home = await mkdtemp(join(await openFolder(), 'azora-test-'))
  await chmod(home, 0o711)
  guard.trash(home)
  return { home, guard }
}

async function started(settings: Readonly<Record<string, string>>, usual = 0): Promise<KillablePostgres> {
  const { home, guard } = await disposableHome()
  const processes = new Processes(guard, join(home, 'processes.json'))
  try {
    const start = () => startPostgres({ home, processes, settings, port: usual })
    let server = await start()
    const stop = async () => {
      await server.stop()
      await processes.flush()
      await guard.release()
    }
    const crash = async () => {
      process.kill(server.pid, 'SIGKILL')
      await server.exited
      server = await start()
    }
    return { ...testServer(server.adminUrl, stop), crash }
  } catch (error) {
    await guard.release()
    throw error
  }
}

/** A temporary folder that the server's account can reach. */
async function openFolder(): Promise<string> {
  const account = await serverAccount()
  if (!account || (await canReach(account, tmpdir()))) return tmpdir()
  await mkdir(SHARED_STATE, { recursive: true, mode: 0o755 })
  return SHARED_STATE
}

/**
 * What tests do with a server.
 *
 * @param run Part of the names of databases, by which their run finds them at its end; null: nobody does. Default: they go with the server.
 */
export function testServer(
  adminUrl: string,
  stop: () => Promise<void>,
  run: string | null = '',
): TestPostgres {
  return {
    adminUrl,
    isCleared: run !== null,
    createDatabase: (name = 'test') => createDatabase(adminUrl, requestOf(name, run)),
    createBus: () => createBus(adminUrl, requestOf('bus', run)),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

const requestOf = (label: string, run: string | null) => ({
  name: `${label.replaceAll(/[^a-z0-9_]/g, '_').slice(0, 40)}_${run ?? ''}${randomBytes(6).toString('hex')}`,
  password: randomBytes(12).toString('base64url'),
})

async function createDatabase(adminUrl: string, request: DatabaseRequest): Promise<TestDatabase> {
  const { name } = request
  await withAdmin(adminUrl, admin => provisionDatabase(admin, request))
  const drop = () =>
    withAdmin(adminUrl, async admin => {
      await dropDatabase(admin, name)
      await admin.query(`DROP ROLE IF EXISTS ${name}`)
    })
  return { name, url: databaseUrl(adminUrl, request), drop, [Symbol.asyncDispose]: drop }
}

async function createBus(adminUrl: string, request: BusRequest): Promise<TestBus> {
  const { name } = request
  await provisionBus(adminUrl, request)
  return {
    name,
    ownerUrl: databaseUrl(adminUrl, request),
    async admit(database) {
      const { username, password } = new URL(database.url)
      await withAdmin(adminUrl, admin => admitToBus(admin, name, username))
      return databaseUrl(adminUrl, { name: username, password, database: name })
    },
    [Symbol.asyncDispose]: () =>
      withAdmin(adminUrl, async admin => {
        await dropDatabase(admin, name)
        await dropBusClients(admin, name)
        await admin.query(`DROP ROLE IF EXISTS ${name}`)
      }),
  }
}

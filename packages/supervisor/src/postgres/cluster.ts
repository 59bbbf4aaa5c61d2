import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { InfrastructureFault } from '../fault.js'
import { commandOf } from '../process/identity.js'
import { type Account, canReach, serverAccount } from './account.js'
import { type Binaries, embeddedBinaries } from './binaries.js'

/** A database cluster on disk: the data folder, and beside it the password of its superuser. */
export interface Cluster {
  readonly data: string
  readonly password: string
  readonly account: Account | null
  readonly binaries: Binaries
}

/** The superuser of clusters that we make. */
export const SUPERUSER = 'azora'

const ENVIRONMENT = { LC_ALL: 'C', LC_MESSAGES: 'C', PATH: '/usr/bin:/bin' }

/** Opens the cluster in a folder, making it first if there is none; a half-made one is made anew. */
export async function openCluster(home: string): Promise<Cluster> {
  const account = await serverAccount()
  const binaries = await embeddedBinaries(account, home)
  const data = join(home, 'data')
  await makeHome(home, account)
  const password = await passwordOf(home)
  if (!(await stat(join(data, 'PG_VERSION')).catch(() => null))) {
    await initialize({ data: join(home, 'data.partial'), password, account, binaries })
    await rename(join(home, 'data.partial'), data)
  }
  return { data, password, account, binaries }
}

/** Starts a server on the cluster. Its messages come on stderr; it is the leader of its own process group. */
export function startServer(cluster: Cluster, args: readonly string[]): ChildProcess {
  return spawnAs(cluster.account, cluster.binaries.postgres, ['-D', cluster.data, ...args])
}

/** Whether the server with this process id says it takes connections: the last line of its pid file (as pg_ctl does). */
export async function isServing({ data }: Cluster, pid: number): Promise<boolean> {
  const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')
  return lines[0] === String(pid) && lines[7]?.trim() === 'ready'
}

/**
 * Ends a server that somebody's death left running on this data. A pid file whose number is another program's now is
 * removed; one whose server is dead is left to PostgreSQL, which alone can tell whether its memory is still in use.
 */
export async function clearStaleServer({ data }: Pick<Cluster, 'data'>): Promise<void> {
  const file = join(data, 'postmaster.pid')
  const pid = Number((await readFile(file, 'utf8').catch(() => '')).split('\n')[0])
  const command = pid ? await commandOf(pid) : ''
  if (command === '') return
  if (!command.includes(data)) return rm(file, { force: true })
  const runs = async () => (await commandOf(pid)) === command
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    if (await runs()) process.kill(pid, signal)
    for (let waited = 0; waited < 3_000 && (await runs()); waited += 20) await delay(20)
  }
}

/** The account must pass through our folders, but need not list them. */
async function makeHome(home: string, account: Account | null) {
  await mkdir(home, { recursive: true, mode: account ? 0o711 : 0o700 })
  if (!account || (await canReach(account, home))) return
  throw new InfrastructureFault(
    'postgres',
    `PostgreSQL runs as ${account.name}, because it refuses to run as root, and that user cannot enter ${home}. ` +
      'Open the folders above to it (chmod o+x), run as an ordinary user, or set DATABASE_URL.',
  )
}

async function passwordOf(home: string): Promise<string> {
  const file = join(home, 'password')
  const known = await readFile(file, 'utf8').catch(() => null)
  if (known) return known.trim()
  const password = randomBytes(24).toString('base64url')
  await writeFile(file, password, { mode: 0o600 })
  return password
}

async function initialize({ data, password, account, binaries }: Cluster) {
  await rm(data, { recursive: true, force: true })
  await mkdir(data, { recursive: true, mode: 0o700 })
  const passwordFile = join(data, '..', 'password.initdb')
  await writeFile(passwordFile, password, { mode: 0o600 })
  if (account) for (const path of [data, passwordFile]) await chown(path, account.uid, account.gid)
  const args = ['-D', data, '-U', SUPERUSER, `--pwfile=${passwordFile}`]
  const options = ['--auth=scram-sha-256', '--encoding=UTF8', '--locale-provider=builtin', '--locale=C.UTF-8']
  try {
    await initdb({ data, password, account, binaries }, [...args, ...options, '--no-instructions'])
  } finally {
    await rm(passwordFile, { force: true })
  }
}

async function initdb({ account, binaries }: Cluster, args: readonly string[]) {
  const child = spawnAs(account, binaries.initdb, args)
  let output = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', cause => reject(cannotRun(binaries.initdb, cause)))
    child.once('close', resolve)
  })
  if (code !== 0) throw new InfrastructureFault('postgres', `initdb failed (${code}): ${output.trim()}`)
}

function spawnAs(account: Account | null, program: string, args: readonly string[]): ChildProcess {
  const identity = account ? { uid: account.uid, gid: account.gid } : {}
  return spawn(program, args, {
    cwd: '/',
    detached: true,
    env: ENVIRONMENT,
    stdio: ['ignore', 'ignore', 'pipe'],
    ...identity,
  })
}

function cannotRun(program: string, cause: NodeJS.ErrnoException): InfrastructureFault {
  const header = (process.report?.getReport() as { header?: { glibcVersionRuntime?: string } } | undefined)
    ?.header
  const isMusl = process.platform === 'linux' && header?.glibcVersionRuntime === undefined
  const reason = isMusl
    ? 'The embedded PostgreSQL needs glibc, and this system has another C library (Alpine?). Set DATABASE_URL to a server.'
    : `${program} could not be run: ${cause.message}`
  return new InfrastructureFault('postgres', reason, { cause })
}

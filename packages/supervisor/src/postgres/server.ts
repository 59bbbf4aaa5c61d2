import type { ChildProcess } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { InfrastructureFault } from '../fault.js'
import { choosePort, rememberPort } from '../infrastructure/remembered-port.js'
import { eachLine } from '../logs/lines.js'
import { type Exit, end, exitOf } from '../process/ending.js'
import type { Processes } from '../process/processes.js'
import { type Cluster, clearStaleServer, isServing, openCluster, SUPERUSER, startServer } from './cluster.js'
import { SETTINGS, settingArguments } from './settings.js'

export interface ServerOptions {
  /** Holds the data and the superuser's password. */
  readonly home: string
  readonly processes: Pick<Processes, 'watch'>
  /** The usual port; another is taken if somebody listens there. Default 15432; 0: any. */
  readonly port?: number
  /** Over the usual settings. */
  readonly settings?: Readonly<Record<string, string>>
  /** Each line the server writes. */
  readonly onLine?: (line: string) => void
}

/** A PostgreSQL server that runs. */
export interface Server {
  readonly pid: number
  readonly port: number
  /** Address for the superuser, password included. */
  readonly adminUrl: string
  readonly exited: Promise<Exit>
  /** Ends sessions, writes a checkpoint and stops; by force if that takes more than 3 s. */
  stop(): Promise<void>
}

const USUAL_PORT = 15_432
const START_MS = 60_000
const STOP: readonly (readonly [NodeJS.Signals, number])[] = [
  ['SIGINT', 3_000],
  ['SIGQUIT', 1_000],
]
/** A port may be taken between our look and the server's; and a killed server's last processes hold its memory a moment. */
const ATTEMPTS = 10

/** Starts PostgreSQL on a folder, making the cluster first if need be. Resolves when it takes connections. */
export async function startPostgres(options: ServerOptions): Promise<Server> {
  const cluster = await openCluster(options.home)
  await clearStaleServer(cluster)
  let last: string[] = []
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const port = await choosePort(options.home, options.port ?? USUAL_PORT)
    const started = await attemptStart(cluster, port, options)
    if (!Array.isArray(started)) {
      await rememberPort(options.home, started.port)
      return started
    }
    last = started
    await delay(100 * attempt)
  }
  throw new InfrastructureFault('postgres', `PostgreSQL does not start: ${last.join(' ')}`)
}

/** The server, or its last words. Its pid file, if stale, is left to PostgreSQL: it also asks whether old memory is in use. */
async function attemptStart(
  cluster: Cluster,
  port: number,
  options: ServerOptions,
): Promise<Server | string[]> {
  const settings = settingArguments({ ...SETTINGS, ...options.settings })
  const child = startServer(cluster, ['-p', String(port), ...settings])
  const exited = exitOf(child)
  const words = lastWords(child, options.onLine)
  if (child.pid === undefined) return ['the program could not be run']
  options.processes.watch(child, 'server', 'postgres')
  if (!(await becomesReady(cluster, child))) return words
  return serverOf(cluster, { child, exited, port })
}

function serverOf({ password }: Cluster, { child, exited, port }: Started): Server {
  return {
    pid: child.pid ?? 0,
    port,
    adminUrl: `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/postgres`,
    exited,
    stop: async () => void (await end(child, STOP)),
  }
}

interface Started {
  readonly child: ChildProcess
  readonly exited: Promise<Exit>
  readonly port: number
}

async function becomesReady(cluster: Cluster, child: ChildProcess): Promise<boolean> {
  const deadline = Date.now() + START_MS
  while (child.exitCode === null && child.signalCode === null && Date.now() < deadline) {
    if (await isServing(cluster, child.pid ?? 0)) return true
    await delay(10)
  }
  await end(child, STOP)
  return false
}

function lastWords(child: ChildProcess, onLine?: (line: string) => void): string[] {
  const words: string[] = []
  if (!child.stderr) return words
  eachLine(child.stderr, line => {
    words.push(line)
    if (words.length > 5) words.shift()
    onLine?.(line)
  })
  return words
}

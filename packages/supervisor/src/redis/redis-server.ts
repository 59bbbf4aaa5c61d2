import { type ChildProcess, spawn } from 'node:child_process'
import { access, constants, mkdir } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { InfrastructureFault } from '../fault.js'
import { choosePort, rememberPort } from '../infrastructure/remembered-port.js'
import { eachLine } from '../logs/lines.js'
import { type Exit, end, exitOf } from '../process/ending.js'
import type { Processes } from '../process/processes.js'

export interface RedisOptions {
  readonly program: string
  /** Holds its data. */
  readonly home: string
  readonly password: string
  readonly processes: Processes
  readonly onLine: (line: string) => void
}

/** A Redis or Valkey server that we have started. */
export interface RedisServer {
  readonly pid: number
  /** Password included. */
  readonly url: string
  readonly exited: Promise<Exit>
  stop(): Promise<void>
}

const PROGRAMS = ['valkey-server', 'redis-server']
const USUAL_PORT = 16_379

/** The first Redis-like server on the path; null if there is none. */
export async function findRedis(searchPath: readonly string[]): Promise<string | null> {
  for (const file of PROGRAMS.flatMap(name => searchPath.map(folder => join(folder, name))))
    if (
      await access(file, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return file
  return null
}

/** Starts a server that keeps what it has acknowledged. Resolves when it takes connections. */
export async function startRedis({
  program,
  home,
  password,
  processes,
  onLine,
}: RedisOptions): Promise<RedisServer> {
  await mkdir(home, { recursive: true, mode: 0o700 })
  const port = await choosePort(home, USUAL_PORT)
  // The configuration goes in by stdin: a command line can be read by everybody.
  const child = spawn(program, ['-'], { cwd: home, detached: true, stdio: ['pipe', 'pipe', 'ignore'] })
  child.stdin?.end(configuration({ port, password }))
  processes.watch(child, 'server', 'redis')
  if (child.stdout) eachLine(child.stdout, onLine)
  const exited = exitOf(child)
  await becomesReady(child, () => answers(port, password))
  await rememberPort(home, port)
  const stop = async () => void (await end(child, [['SIGTERM', 3_000]]))
  return { pid: child.pid ?? 0, url: `redis://:${password}@127.0.0.1:${port}`, exited, stop }
}

async function becomesReady(child: ChildProcess, isReady: () => Promise<boolean>) {
  while (!(await isReady())) {
    const { exitCode, signalCode, pid } = child
    if (exitCode !== null || signalCode !== null || pid === undefined)
      throw new InfrastructureFault('redis', `${child.spawnfile} ended at once (${signalCode ?? exitCode})`)
    await delay(10)
  }
}

function configuration({ port, password }: { port: number; password: string }): string {
  const lines = [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${password}`,
    'appendonly yes',
    'appendfsync always',
  ]
  return `${[...lines, 'save ""', 'daemonize no'].join('\n')}\n`
}

/** Whether the server takes this password and answers a PING. */
function answers(port: number, password: string, host = '127.0.0.1'): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ port, host, timeout: 1_000 })
    const conclude = (is: boolean) => {
      socket.destroy()
      resolve(is)
    }
    socket.once('error', () => conclude(false)).once('timeout', () => conclude(false))
    socket.once('connect', () => socket.write(`${password ? `AUTH ${password}\r\n` : ''}PING\r\n`))
    let text = ''
    socket.on('data', chunk => {
      text += chunk.toString()
      if (text.includes('+PONG')) conclude(true)
      if (/^-(?!NOAUTH)/m.test(text)) conclude(false)
    })
    socket.once('end', () => conclude(false))
  })
}

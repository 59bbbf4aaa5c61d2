import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { freePort } from './free-port.js'

/** What the package installs; the programs of these names on the PATH change to a user of their own first. */
const PROGRAM = '/usr/lib/rabbitmq/bin/rabbitmq-server'
const CONTROL = '/usr/lib/rabbitmq/bin/rabbitmqctl'
/** Erlang's register of node names. */
const NAMES = 'epmd'
const USER = 'azora'
const NODE = 'azora@localhost'
const execute = promisify(execFile)
const VHOSTS = Array.from({ length: 40 }, (_, index) => `test-${index}`)

/** Whether tests can start a RabbitMQ. */
export const hasRabbitmq = existsSync(PROGRAM) && spawnSync(NAMES, ['-h']).error === undefined

/** A RabbitMQ of a test's own. */
export interface TestRabbitmq extends AsyncDisposable {
  /** The address of a virtual host that nobody has used yet. @throws {Error} If there is none left. */
  unused(): string
  /** Stops it where it is: it takes connections and answers none, until {@link TestRabbitmq.resume}. */
  pause(): void
  resume(): void
  /** Ends it in order: killed, this RabbitMQ may forget who keeps its streams. */
  stop(): Promise<void>
  /** Starts it again on its data, at the same address. */
  start(): Promise<void>
  /** Takes everything it holds, while it does not run. */
  empty(): Promise<void>
  /** Has it think that it may use this share of the machine's memory. At 0 it takes nothing from publishers. */
  limitMemory(share: number): Promise<void>
}

interface Place {
  folder: string
  port: number
  distributionPort: number
  namesPort: number
}

/** Starts a RabbitMQ on free ports of the loopback interface, with a register of node names of its own. Takes some seconds. */
export async function testRabbitmq(): Promise<TestRabbitmq> {
  const place = await preparedPlace()
  const names = spawn(NAMES, ['-port', String(place.namesPort), '-address', '127.0.0.1'], {
    stdio: 'ignore',
  })
  const unused = [...VHOSTS]
  let server = await started(place)
  return {
    unused() {
      const vhost = unused.shift()
      if (!vhost) throw new Error('all virtual hosts are in use: have more of them')
      return addressOf(place, vhost)
    },
    pause: () => server.kill('SIGSTOP'),
    resume: () => server.kill('SIGCONT'),
    stop: () => ended(server, 'SIGTERM'),
    async start() {
      server = await started(place)
    },
    empty: () => rm(join(place.folder, 'data'), { recursive: true }),
    async limitMemory(share) {
      const arguments_ = ['-n', NODE, 'set_vm_memory_high_watermark', String(share)]
      await execute(CONTROL, arguments_, { env: environmentOf(place) })
    },
    async [Symbol.asyncDispose]() {
      await ended(server, 'SIGKILL')
      await ended(names, 'SIGKILL')
      await rm(place.folder, { recursive: true, force: true })
    },
  }
}

const addressOf = ({ port }: Place, vhost: string) => `amqp://${USER}:${USER}@127.0.0.1:${port}/${vhost}`

async function preparedPlace(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'azora-rabbitmq-'))
  const definitions = join(folder, 'definitions.json')
  await mkdir(join(folder, 'log'))
  await writeFile(definitions, JSON.stringify(definitionsOf(VHOSTS)))
  const settings = { 'log.console': true, 'log.file': false, load_definitions: definitions }
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}\n`)
  await writeFile(join(folder, 'rabbitmq.conf'), lines.join(''))
  return { folder, port: await freePort(), distributionPort: await freePort(), namesPort: await freePort() }
}

const definitionsOf = (vhosts: readonly string[]) => ({
  users: [{ name: USER, password: USER, tags: '' }],
  vhosts: vhosts.map(name => ({ name })),
  permissions: vhosts.map(vhost => ({ user: USER, vhost, configure: '.*', write: '.*', read: '.*' })),
})

async function started(place: Place): Promise<ChildProcess> {
  // With input allowed it becomes the server itself; else a shell stays between that would leave the server behind.
  // Where Erlang stands it leaves what it dumps when it is killed.
  const server = spawn(PROGRAM, [], {
    cwd: place.folder,
    env: environmentOf(place),
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const errors: string[] = []
  for await (const line of createInterface(server.stdout)) {
    if (/\[error\]/.test(line)) errors.push(line)
    if (/Server startup complete/.test(line)) return drained(server)
  }
  throw new Error(`RabbitMQ does not start: ${errors.slice(0, 9).join('\n')}`)
}

function environmentOf({ folder, port, distributionPort, namesPort }: Place): Record<string, string> {
  return {
    PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: folder,
    LANG: 'C.UTF-8',
    ERL_EPMD_PORT: String(namesPort),
    RABBITMQ_ALLOW_INPUT: 'true',
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-noinput +sbwt none',
    RABBITMQ_NODENAME: NODE,
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_DIST_PORT: String(distributionPort),
    RABBITMQ_MNESIA_BASE: join(folder, 'data'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'plugins'),
    RABBITMQ_PID_FILE: join(folder, 'pid'),
  }
}

function drained(server: ChildProcess): ChildProcess {
  server.stdout?.resume()
  return server
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill(signal)
  await gone
}

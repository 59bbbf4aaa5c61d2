import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundle } from '@azora/supervisor'
import { afterAll } from 'vitest'
import { generatePrismaClients } from '../../tools/prisma-generate.mjs'

const ROOT = join(import.meta.dirname, '../..')
/** Lets a test block the event loop of the process it started. */
const BLOCKABLE = join(import.meta.dirname, 'blockable.mjs')

/** What a process is started with. */
export interface ProcessOptions {
  env: Readonly<Record<string, string>>
  /** Where its standard output goes. Default: nowhere. */
  logs?: { file: string; maxBytes: number }
}

/** A service in a process of its own, as the supervisor would run it, and in a test's hands. */
export interface ServiceProcess extends AsyncDisposable {
  readonly url: string
  readonly pid: number
  /** What it serves, as it tells its supervisor. */
  readonly contract: object
  readonly child: ChildProcess
  /** Blocks its event loop. */
  block(ms: number): void
}

interface Listening {
  url: string
  contract: object
}

/** Starts a service and waits until it listens. */
export async function serviceProcess(name: string, options: ProcessOptions): Promise<ServiceProcess> {
  const child = await spawned(name, 'serve', options)
  const gone = once(child, 'exit')
  const [message] = (await Promise.race([once(child, 'message'), gone.then(() => [])])) as [Listening?]
  if (!message) throw new Error(`${name} ended before it listened`)
  return {
    url: message.url,
    contract: message.contract,
    pid: child.pid ?? 0,
    child,
    block: ms => void child.send({ blockMs: ms }),
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await gone
    },
  }
}

/** Runs a service's `migrate` or `seed` to its end. */
export async function serviceTask(
  name: string,
  task: 'migrate' | 'seed',
  env: ProcessOptions['env'],
): Promise<void> {
  const child = await spawned(name, task, { env })
  const [code] = (await once(child, 'exit')) as [number]
  if (code !== 0) throw new Error(`${name} ${task} exited with ${code}`)
}

async function spawned(name: string, command: string, { env, logs }: ProcessOptions): Promise<ChildProcess> {
  const file = await bundled(name)
  const output = logs ? openSync(logs.file, 'a') : 'ignore'
  const node = [process.execPath, `--import=${BLOCKABLE}`, '--enable-source-maps', file, command]
  // The shell's limit is in blocks of 512 bytes; writing beyond it fails as it does on a full disk.
  const limited = [
    '/bin/sh',
    '-c',
    `ulimit -f ${Math.ceil((logs?.maxBytes ?? 0) / 512)}; exec "$@"`,
    'sh',
    ...node,
  ]
  const [program = '', ...args] = logs ? limited : node
  return spawn(program, args, {
    cwd: join(ROOT, 'services', name),
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', output, 'inherit', 'ipc'],
  })
}

const bundles = new Map<string, Promise<string>>()
let folder: Promise<string> | undefined

/** The service's bundle, made once for all tests of a file. */
function bundled(name: string): Promise<string> {
  const known = bundles.get(name) ?? build(name)
  bundles.set(name, known)
  return known
}

async function build(name: string): Promise<string> {
  const home = join(ROOT, 'services', name)
  await generatePrismaClients([home])
  folder ??= mkdtemp(join(tmpdir(), 'azora-bundles-'))
  const { file } = await bundle({
    root: ROOT,
    entry: join(home, 'src/main.ts'),
    folder: join(await folder, name),
  })
  return file
}

afterAll(async () => {
  if (folder) await rm(await folder, { recursive: true })
})

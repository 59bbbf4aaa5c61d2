import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, statSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as delay } from 'node:timers/promises'
import { type ConnectOptions, type HostClient, HostRefused, type LaunchOptions } from './api.js'
import { bundle } from './bundle/bundle.js'
import { Connection } from './control/connection.js'
import type { HostAddress, HostNews, HostOrder } from './control/protocol.js'
import { isRunning } from './process/identity.js'
import { readJson } from './state/atomic-file.js'
import { type Paths, pathsOf } from './state/paths.js'

/** The host's program, as a module name: it is bundled for each checkout, like the services it runs. */
const HOST_PROGRAM = '@azora/supervisor/host'

/** Connects to the running host of a checkout; null if none runs. */
export async function connect(
  root: string,
  { attach = false }: ConnectOptions = {},
): Promise<HostClient | null> {
  return connectTo(pathsOf(root), { attach, launched: false })
}

/**
 * Starts the host of a checkout, or finds the one that runs (`launched` tells which), and connects to it. Services are
 * then on their way: `events()` and `settled()` tell how it goes.
 * @throws {HostRefused} `invalid-manifests` or `foreign-state` before anything has started; `host-silent`
 */
export async function launch(root: string, options: LaunchOptions = {}): Promise<HostClient> {
  const { attach = true, ...run } = options
  const paths = pathsOf(root)
  refuseForeign(paths)
  const running = await connectTo(paths, { attach: false, launched: false })
  if (running) {
    // One that does not answer should say so here, not leave whoever waits for its services waiting.
    await running.status()
    return running
  }
  const child = await spawnHost(paths)
  const news = await hear(child, { root: paths.root, run, attach })
  if (news.type === 'refused') throw new HostRefused(news.code, news.message)
  const launched = news.type === 'serving'
  const client = await patiently(() => connectTo(paths, { attach: attach && launched, launched }))
  letGo(child)
  return client
}

/** What root has made, an ordinary user cannot use; said before anything fails half-way. */
function refuseForeign({ home }: Paths) {
  const owner = statSync(home, { throwIfNoEntry: false })?.uid
  if (owner === undefined || owner === process.getuid?.()) return
  const remedy = 'Run as that user, or remove it: it holds nothing but local data'
  throw new HostRefused('foreign-state', `${home} belongs to another user (${owner}). ${remedy}.`)
}

interface Wish {
  readonly attach: boolean
  readonly launched: boolean
}

async function connectTo({ host }: Paths, { attach, launched }: Wish): Promise<HostClient | null> {
  const address = await readJson<HostAddress>(host)
  if (!address || !(await isRunning(address))) return null
  const connection = await Connection.open(address, launched)
  if (attach) await connection?.attach()
  return connection
}

async function spawnHost({ root, cache, logs }: Paths): Promise<ChildProcess> {
  const { file } = await bundle({ root, entry: HOST_PROGRAM, folder: join(cache, 'host') })
  mkdirSync(logs, { recursive: true, mode: 0o700 })
  const output = openSync(join(logs, 'host.log'), 'a', 0o600)
  const child = spawn(process.execPath, ['--enable-source-maps', file], {
    cwd: root,
    detached: true,
    stdio: ['ignore', output, output, 'ipc'],
  })
  closeSync(output)
  return child
}

function hear(child: ChildProcess, order: HostOrder): Promise<HostNews> {
  return new Promise((resolve, reject) => {
    child.once('message', news => resolve(news as HostNews))
    child.once('error', reject)
    child.once('exit', (code, signal) =>
      reject(
        new HostRefused(
          'start-failed',
          `The host ended at once (${signal ?? code}); see .azora/logs/host.log`,
        ),
      ),
    )
    child.send(order)
  })
}

/** Another's host may hold the lock a moment before it says where it listens. */
async function patiently(attempt: () => Promise<HostClient | null>): Promise<HostClient> {
  for (let waited = 0; waited < 5_000; waited += 20) {
    const client = await attempt()
    if (client) return client
    await delay(20)
  }
  throw new HostRefused('host-gone', 'The host of this checkout does not answer')
}

function letGo(child: ChildProcess) {
  if (child.connected) child.disconnect()
  child.unref()
}

import { execFile } from 'node:child_process'
import { readdir, readFile, readlink } from 'node:fs/promises'
import { createServer } from 'node:net'
import { promisify } from 'node:util'
import { commandOf } from '@azora/supervisor'

/** A process that listens where somebody else wants to. */
export interface Holder {
  readonly pid: number
  /** Its command line; empty if that cannot be read. */
  readonly command: string
}

/** Whether nobody listens on a port of the loopback interface. */
export function isFree(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)))
  })
}

/** Who listens on each of these ports; those of other users stay unknown to whoever is not root. */
export async function holdersOf(ports: readonly number[]): Promise<Map<number, Holder>> {
  if (ports.length === 0) return new Map()
  const pids = process.platform === 'linux' ? await pidsByProc(ports) : await pidsByLsof(ports)
  const holders = await Promise.all(
    [...pids].map(async ([port, pid]) => [port, { pid, command: await commandOf(pid) }] as const),
  )
  return new Map(holders)
}

/** `0A` is LISTEN; ports are in hexadecimal: proc_net_tcp. */
const LISTENING = /^\s*\d+: [\dA-F]+:([\dA-F]{4}) [\dA-F]+:[\dA-F]{4} 0A (?:\S+\s+){5}(\d+)/gm

async function pidsByProc(ports: readonly number[]): Promise<Map<number, number>> {
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map(file => readFile(file, 'utf8').catch(() => '')),
  )
  const rows = tables.flatMap(table => [...table.matchAll(LISTENING)])
  const sockets = new Map(
    rows
      .map(([, port = '', inode = '']) => [`socket:[${inode}]`, Number.parseInt(port, 16)] as const)
      .filter(([, port]) => ports.includes(port)),
  )
  const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name)).map(Number)
  const found = await Promise.all(pids.map(pid => heldBy(pid, sockets)))
  return new Map(found.flat())
}

async function heldBy(
  pid: number,
  sockets: ReadonlyMap<string, number>,
): Promise<(readonly [port: number, pid: number])[]> {
  // A process may end while it is looked at, and another user's is not ours to see.
  const files = await readdir(`/proc/${pid}/fd`).catch(() => [])
  const links = await Promise.all(files.map(file => readlink(`/proc/${pid}/fd/${file}`).catch(() => '')))
  return links.flatMap(link => {
    const port = sockets.get(link)
    return port === undefined ? [] : [[port, pid] as const]
  })
}

async function pidsByLsof(ports: readonly number[]): Promise<Map<number, number>> {
  const found = await Promise.all(
    ports.map(async port => {
      const args = ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-t']
      const { stdout } = await promisify(execFile)('lsof', args).catch(() => ({ stdout: '' }))
      const pid = Number.parseInt(stdout, 10)
      return Number.isNaN(pid) ? [] : [[port, pid] as const]
    }),
  )
  return new Map(found.flat())
}

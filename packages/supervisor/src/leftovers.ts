import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { releaseLock, takeLock } from './control/lock.js'
import type { HostAddress } from './control/protocol.js'
import { clearStaleServer } from './postgres/cluster.js'
import { isRunning } from './process/identity.js'
import { endLeftovers } from './process/processes.js'
import { readJson } from './state/atomic-file.js'
import { type Paths, pathsOf } from './state/paths.js'

/** What is left of a host that died. */
export interface Leftovers {
  /** What it wrote about itself. */
  readonly files: readonly string[]
  /** What it started and nobody looks after any more. */
  readonly processes: readonly LeftProcess[]
}

/** A process whose host has died. */
export interface LeftProcess {
  readonly name: string
  readonly pid: number
}

interface Kept extends LeftProcess {
  readonly started: string
}

/** What a dead host has left in a checkout; nothing while a host lives there. */
export async function leftoversIn(root: string): Promise<Leftovers> {
  const { host: file, processes } = pathsOf(root)
  const host = await readJson<HostAddress>(file)
  if (host && (await isRunning(host))) return { files: [], processes: [] }
  const entries = (await readJson<Kept[]>(processes)) ?? []
  const living = await Promise.all(entries.map(async entry => ((await isRunning(entry)) ? [entry] : [])))
  return {
    files: host ? [file] : [],
    processes: living.flat().map(({ name, pid }) => ({ name, pid })),
  }
}

/** Ends what a dead host has left running, and removes what it wrote about itself. Resolves with the names of the ended. */
export async function clearLeftovers(root: string): Promise<string[]> {
  const paths = pathsOf(root)
  if (!existsSync(paths.run) || !(await takeLock(paths.lock))) return []
  try {
    return await clear(paths)
  } finally {
    await releaseLock(paths.lock)
  }
}

async function clear({ host, processes, postgres }: Paths): Promise<string[]> {
  const ended = await endLeftovers(processes)
  await clearStaleServer({ data: join(postgres, 'data') })
  const address = await readJson<HostAddress>(host)
  // The guard removes it, unless it was killed as well.
  if (address) await rm(dirname(address.socket), { recursive: true, force: true })
  for (const path of [host, processes]) await rm(path, { force: true })
  return ended
}

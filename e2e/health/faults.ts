import { readFileSync } from 'node:fs'
import { rename, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import type { ServiceProcess } from '../faults/service-process.js'
import type { World } from '../faults/world.js'
import type { FaultName } from './truth.js'

/** Who is to fall ill. */
export interface Patient {
  world: World
  process: ServiceProcess
  logs: { file: string; maxBytes: number }
}

/** Brings a fault about. @returns what undoes it */
type Strike = (patient: Patient) => Promise<() => unknown>

/** Longer than a probe waits. */
const BLOCK_MS = 4_000
const POOL = 10

/** How each fault of the truth table is brought about in a running process; pending migrations are there from the start. */
export const STRIKES: Record<Exclude<FaultName, 'a migration is pending'>, Strike> = {
  'the database is gone: it refuses connections': async ({ world: { toDatabase } }) => {
    toDatabase.refuse()
    return () => toDatabase.heal()
  },
  'the database stands still: it keeps connections and answers nothing': async ({ world }) => {
    const pids = await processesOf(world)
    signal(pids, 'SIGSTOP')
    return () => signal(pids, 'SIGCONT')
  },
  'all connections of the pool are taken': takeConnections,
  'the event loop is blocked': async ({ process }) => {
    process.block(BLOCK_MS)
    return () => undefined
  },
  'the process is stopped (SIGSTOP)': async ({ process: { pid } }) => {
    signal([pid], 'SIGSTOP')
    return () => signal([pid], 'SIGCONT')
  },
  'the disk for logs is full': async ({ process, logs }) => {
    await writeFile(logs.file, ' '.repeat(logs.maxBytes), { flag: 'a' })
    await fetch(`${process.url}/v1/levels`)
    return () => truncate(logs.file)
  },
  'the disk for spans is full': async ({ world, process }) => {
    const folder = join(world.folder, 'spans')
    await rename(folder, `${folder}.kept`)
    await writeFile(folder, '')
    await fetch(`${process.url}/v1/levels`)
    return async () => {
      await rm(folder)
      await rename(`${folder}.kept`, folder)
      await fetch(`${process.url}/v1/levels`)
    }
  },
  'Redis is gone': async ({ world: { redis } }) => {
    await redis?.kill()
    return () => redis?.start()
  },
  'Redis stands still': async ({ world: { redis } }) => {
    const pids = [redis?.pid ?? 0]
    signal(pids, 'SIGSTOP')
    return () => signal(pids, 'SIGCONT')
  },
  'the event log cannot be reached': async ({ world: { toBus } }) => {
    toBus.refuse()
    return () => toBus.heal()
  },
  'auth cannot be reached': async ({ world: { toAuth } }) => {
    toAuth.refuse()
    return () => toAuth.heal()
  },
}

/** Requests wait for a table that somebody has locked, each with a connection, until there is none left. */
async function takeConnections({ world, process }: Patient): Promise<() => Promise<void>> {
  const client = await connected(world)
  await client.query('BEGIN; LOCK TABLE course IN ACCESS EXCLUSIVE MODE')
  const requests = Array.from({ length: POOL + 2 }, () => fetch(`${process.url}/v1/courses`))
  return async () => {
    await client.end()
    await Promise.all(requests)
  }
}

/** The postmaster, and the processes that serve this database; the log of events is another one on the same server. */
async function processesOf(world: World): Promise<number[]> {
  const client = await connected(world)
  const { rows } = await client.query<{ pid: number }>(
    'SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  )
  const pids = rows.map(({ pid }) => pid)
  const [, postmaster] = /\) \S (\d+)/.exec(readFileSync(`/proc/${pids[0]}/stat`, 'utf8')) ?? []
  await client.end()
  return [Number(postmaster), ...pids]
}

async function connected({ database }: World): Promise<pg.Client> {
  const client = new pg.Client(database.url)
  // What ends it is what tests do to the server.
  client.on('error', () => undefined)
  await client.connect()
  return client
}

function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name)
    } catch {
      // It has ended meanwhile: an idle backend may.
    }
  }
}

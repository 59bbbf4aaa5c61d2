// The processes under test: each on a processor of its own choosing, told apart from whoever loads it.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Load generator, and what stands behind the one under test, share the first processor; the one under test has the second. */
export const LOAD_CORE = 0
export const TESTED_CORE = 1

const scratchFolders = []
process.on('exit', () => {
  for (const folder of scratchFolders) rmSync(folder, { recursive: true, force: true })
})

/** A folder that is gone when this process ends. */
export function scratch(name) {
  const folder = mkdtempSync(join(tmpdir(), `azora-bench-${name}-`))
  scratchFolders.push(folder)
  return folder
}

/** A command on a processor, where the machine can pin. */
export const pinned = (core, command, args) =>
  hasTaskset ? ['taskset', ['-c', String(core), command, ...args]] : [command, args]

/** True if the command runs. */
export function succeeds(command, args) {
  try {
    execFileSync(command, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const hasTaskset = succeeds('taskset', ['-c', '0', 'true'])

/** Moves this process, which makes the load, away from the one under test. */
export function pinMyself() {
  if (hasTaskset)
    execFileSync('taskset', ['-a', '-c', '-p', String(LOAD_CORE), String(process.pid)], { stdio: 'ignore' })
}

/**
 * Starts a Node script on a processor and waits for its first message.
 *
 * @param {number | null} core null for any
 * @param {string} script
 * @param {{ args?: string[], flags?: string[], env?: Record<string, string>, output?: number | 'ignore' }} [options] `output`: where its standard output goes
 */
export async function forked(core, script, { args = [], flags = [], env = {}, output = 'ignore' } = {}) {
  const own = [...flags, script, ...args]
  const [command, all] = core === null ? [process.execPath, own] : pinned(core, process.execPath, own)
  const child = spawn(command, all, {
    stdio: ['ignore', output, 'inherit', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production', ...env },
  })
  const message = await new Promise((resolve, reject) => {
    child.once('message', resolve).once('exit', code => reject(new Error(`${script} exited with ${code}`)))
  })
  const exited = new Promise(resolve => child.once('exit', resolve))
  const failed = exited.then(code => {
    throw new Error(`${script} exited with ${code}`)
  })
  // Told to whoever asks.
  failed.catch(() => {})
  const stop = () => {
    child.kill('SIGTERM')
    return exited
  }
  /** Sends an order and waits for the answer. */
  const ask = order => {
    const answer = new Promise(resolve => child.once('message', resolve))
    child.send(order)
    return Promise.race([answer, failed])
  }
  return { message, pid: child.pid, stop, ask }
}

const NANOS_PER_SECOND = 1e9

/** Processor time the threads of a process have used, in seconds; NaN where the system does not say (it does on Linux). */
export function cpuSeconds(pid) {
  try {
    const threads = `/proc/${pid}/task`
    const nanos = readdirSync(threads).map(thread =>
      Number(readFileSync(join(threads, thread, 'schedstat'), 'utf8').split(' ')[0]),
    )
    return nanos.reduce((sum, own) => sum + own, 0) / NANOS_PER_SECOND
  } catch {
    return Number.NaN
  }
}

/** The processes a process has started, by their ids; none where the system does not say. */
export function childrenOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number)
  } catch {
    return []
  }
}

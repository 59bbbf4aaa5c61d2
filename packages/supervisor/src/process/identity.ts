import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A process that can be told from a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number
  /** When it started, in the words of the operating system; only to be compared. */
  readonly started: string
}

/** The identity of a running process; null if there is none (a zombie counts as none). */
export async function identityOf(pid: number): Promise<ProcessIdentity | null> {
  if (!Number.isInteger(pid) || pid <= 0) return null
  const started = process.platform === 'linux' ? await startedOnLinux(pid) : await startedByPs(pid)
  return started === null ? null : { pid, started }
}

/** Whether exactly this process still runs. */
export async function isRunning(identity: ProcessIdentity): Promise<boolean> {
  return (await identityOf(identity.pid))?.started === identity.started
}

/** The command line of a process, arguments joined by spaces; empty if it cannot be read. */
export async function commandOf(pid: number): Promise<string> {
  if (process.platform !== 'linux') return ps(pid, 'command=')
  const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return text.replaceAll('\0', ' ').trim()
}

async function startedOnLinux(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
  if (stat === null) return null
  // The second field is the command in parentheses and may itself hold spaces and parentheses: proc(5).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state, started] = [fields[0], fields[19]]
  return state === 'Z' || state === 'X' || started === undefined ? null : started
}

async function startedByPs(pid: number): Promise<string | null> {
  const [state = '', ...started] = (await ps(pid, 'state=,lstart=')).split(/\s+/)
  return state === '' || state.startsWith('Z') ? null : started.join(' ')
}

async function ps(pid: number, format: string): Promise<string> {
  const { stdout } = await run('ps', ['-o', format, '-p', String(pid)]).catch(() => ({ stdout: '' }))
  return stdout.trim()
}

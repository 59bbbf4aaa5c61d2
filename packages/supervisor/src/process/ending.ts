import type { ChildProcess } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'

/** How a process ended. */
export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** What to send, and how many milliseconds to wait for its effect before the next step. */
export type EndingStep = readonly [signal: NodeJS.Signals, graceMs: number]

/** Resolves when the process has ended; at once if it has already. */
export function exitOf(child: ChildProcess): Promise<Exit> {
  const { exitCode: code, signalCode: signal } = child
  if (code !== null || signal !== null || child.pid === undefined) return Promise.resolve({ code, signal })
  return new Promise(resolve => child.once('exit', (code, signal) => resolve({ code, signal })))
}

/**
 * Ends a child by ever stronger signals and resolves with how it went; the last resort is SIGKILL to its group.
 * @param isEnding It has been told already: a second signal would end what it is finishing.
 */
export async function end(
  child: ChildProcess,
  steps: readonly EndingStep[],
  isEnding = false,
): Promise<Exit> {
  const exited = exitOf(child)
  for (const [at, [signal, graceMs]] of steps.entries()) {
    if (at > 0 || !isEnding) child.kill(signal)
    const exit = await within(exited, graceMs)
    if (exit) return exit
  }
  killGroup(child)
  return exited
}

/** SIGKILL for a detached child and everything it has started. */
export function killGroup(child: ChildProcess) {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  } catch {
    // ESRCH: the group has ended, which is what was wanted.
  }
}

/** A signal for one process; false if it has just ended by itself. */
export function signalTo(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal)
  } catch {
    // ESRCH: there is nothing left to tell.
    return false
  }
}

/** What a promise resolves with; null if that takes longer. */
export async function within<T>(promise: Promise<T>, ms: number): Promise<T | null> {
  const timer = new AbortController()
  const late = delay(ms, null, { signal: timer.signal }).catch(() => null)
  return Promise.race([promise, late]).finally(() => timer.abort())
}

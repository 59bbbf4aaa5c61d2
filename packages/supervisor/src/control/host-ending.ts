import { setTimeout as delay } from 'node:timers/promises'
import type { HostEnding } from '../api.js'
import { signalTo } from '../process/ending.js'
import { isRunning, type ProcessIdentity } from '../process/identity.js'

/** How long a host that is told to end may take, in milliseconds. */
export interface Patience {
  /** Before it is woken. */
  readonly wakeMs: number
  /** Before it is killed, if it has not even taken the order. */
  readonly answerMs: number
  /** Before it is killed in any case. Its own deadlines, service by service, end sooner. */
  readonly endMs: number
}

const PATIENCE: Patience = { wakeMs: 3_000, answerMs: 10_000, endMs: 120_000 }
const LOOK_MS = 10

/**
 * Resolves when a host that was told to end is gone. One that stands still (SIGSTOP, a debugger) is woken, and ends as any
 * other; one that does not hear then either is killed: what it has started is ended by its guard.
 * @param taken Settles when it has taken the order.
 */
export async function seenOut(
  host: ProcessIdentity,
  taken: Promise<unknown>,
  { wakeMs, answerMs, endMs }: Patience = PATIENCE,
): Promise<HostEnding> {
  let [longestMs, ending]: [number, HostEnding] = [answerMs, 'ended']
  const hear = () => {
    longestMs = endMs
  }
  taken.then(hear, hear)
  for (const since = performance.now(); await isRunning(host); await delay(LOOK_MS)) {
    const waitedMs = performance.now() - since
    if (waitedMs < wakeMs) continue
    const isToBeKilled = waitedMs >= longestMs
    // A process that runs is not disturbed by SIGCONT.
    signalTo(host.pid, isToBeKilled ? 'SIGKILL' : 'SIGCONT')
    if (isToBeKilled) ending = 'killed'
    else if (longestMs === answerMs) ending = 'woken'
  }
  return ending
}

import { setTimeout as delay } from 'node:timers/promises'

const PAUSE_MS = 100
/** A condition that PostgreSQL has names itself in five letters and digits (appendix A of its manual). */
const SQLSTATE = /^(?=.*\d)[\dA-Z]{5}$/
/** Connection lost, resources short, server going down or coming up. */
const PASSING = /^(08|53|57P)/

/** Whether it is the way to the server that failed, or the server that is away, and not what was asked. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof TypeError) return false
  const { code } = error as NodeJS.ErrnoException
  return code === undefined || !SQLSTATE.test(code) || PASSING.test(code)
}

/** Asks again while the server is away: that is what a trial is about. Throws what else goes wrong, and once it is aborted. */
export async function despiteOutages<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  for (;;) {
    signal.throwIfAborted()
    try {
      return await work()
    } catch (error) {
      if (!isOutage(error)) throw error
      await delay(PAUSE_MS, undefined, { signal })
    }
  }
}

import { setTimeout as wait } from 'node:timers/promises'
import { withinDeadline } from '../resilience/deadline.js'

const FIRST_PAUSE_MS = 10
const LONGEST_PAUSE_MS = 200

/** How often a transaction that lost against another is run again. */
export interface ConflictRetry {
  /** Runs in all. */
  attempts: number
  /** Which errors another run may cure. */
  retryable: (error: unknown) => boolean
}

/** Runs `fn` again when it lost against another transaction, after a full-jitter pause, while time remains. */
export async function retryConflicts<R>(
  fn: () => Promise<R>,
  { attempts, retryable }: ConflictRetry,
): Promise<R> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await fn()
    } catch (error) {
      const pauseMs = Math.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt)
      if (attempt >= attempts || !retryable(error) || withinDeadline(Infinity) <= pauseMs) throw error
      await wait(pauseMs)
    }
  }
}

import { setTimeout as wait } from 'node:timers/promises'
import { fullJitter } from '@azora/sdk/runtime'
import { withinDeadline } from '../resilience/deadline.js'

const PAUSES = { firstMs: 20, longestMs: 200 }

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
      const pauseMs = fullJitter(attempt, PAUSES)
      if (attempt >= attempts || !retryable(error) || withinDeadline(Infinity) <= pauseMs) throw error
      await wait(pauseMs)
    }
  }
}

import { setTimeout as wait } from 'node:timers/promises'
import { type Backoff, fullJitter, RetryBudget } from '@azora/sdk/runtime'
import { withinDeadline } from './deadline.js'
import { neverAborted, type Policy } from './policy.js'

/** A run that failed. */
export interface FailedAttempt {
  error: unknown
  /** 1 for the first. */
  attempt: number
}

/** The options of {@link retry}. */
export interface RetryOptions {
  /** Runs in all, the first included. Default 3. */
  attempts?: number
  /**
   * Whether another run may help and cannot do harm: work that may already have had its effect is only repeated if its
   * callee takes it as one (GET, PUT, DELETE, an `Idempotency-Key`).
   */
  retryable: (failed: FailedAttempt) => boolean
  /** How long the callee asks us to wait, if it does. */
  retryAfterMs?: (error: unknown) => number | undefined
  /** The ceiling of the first pause. Default 100. It doubles with every further one. */
  firstPauseMs?: number
  /** The ceiling of any pause. Default 5,000. */
  longestPauseMs?: number
  /** Share one between all policies that call the same callee. Default: a new one, of a tenth. */
  budget?: RetryBudget
  /** Called before every pause. */
  onRetry?: (failed: FailedAttempt & { pauseMs: number }) => void
  /** From 0 up to 1. Default: chance. */
  random?: () => number
}

/** At most a tenth more load on a service in trouble: services call each other more than people call them. */
const SHARE = 0.1

/**
 * Runs work again when it fails, after a pause of full jitter (anything up to a doubling ceiling, so that callers that
 * failed together do not come back together), while the budget and the deadline of the request allow. Throws the last
 * failure.
 */
export function retry(options: RetryOptions): Policy {
  const budget = options.budget ?? new RetryBudget({ share: SHARE })
  return {
    async execute(work, signal = neverAborted()) {
      budget.earn()
      for (let attempt = 1; ; attempt++) {
        try {
          return await work(signal)
        } catch (error) {
          const pauseMs = pauseAfter({ error, attempt }, options, budget)
          if (pauseMs === undefined || signal.aborted) throw error
          options.onRetry?.({ error, attempt, pauseMs })
          await wait(pauseMs, undefined, { signal })
        }
      }
    },
  }
}

/** Milliseconds until the next run; undefined if there is to be none. */
function pauseAfter(failed: FailedAttempt, options: RetryOptions, budget: RetryBudget): number | undefined {
  const { attempts = 3, retryable, retryAfterMs } = options
  if (failed.attempt >= attempts || !retryable(failed)) return undefined
  const pauseMs = (retryAfterMs?.(failed.error) ?? 0) + fullJitter(failed.attempt, backoff(options))
  // A run that could not finish in time is not begun.
  if (pauseMs >= withinDeadline(Number.POSITIVE_INFINITY)) return undefined
  return budget.spend() ? pauseMs : undefined
}

function backoff({ firstPauseMs = 100, longestPauseMs = 5_000, random }: RetryOptions): Backoff {
  return { firstMs: firstPauseMs, longestMs: longestPauseMs, random }
}

import { BadGateway, DeadlineExceeded, isProblem, type Problem, ServiceUnavailable } from '@azora/contracts'
import { type FailureCode, isCallFailed } from '@azora/sdk'

const RETRY_AFTER_SECONDS = 1

/** What a call to another service that failed without an answer means to our own caller. */
const MEANING: Partial<Record<FailureCode, (cause: Error) => Problem>> = {
  'attempt-timed-out': cause => new DeadlineExceeded('Another service did not answer in time', { cause }),
  'call-timed-out': cause => new DeadlineExceeded('Another service did not answer in time', { cause }),
  'circuit-open': cause => unavailable(cause, String(RETRY_AFTER_SECONDS)),
  'connection-failed': cause => new BadGateway('Another service could not be reached', { cause }),
  'unreadable-answer': cause => new BadGateway('Another service answered what cannot be read', { cause }),
}

/**
 * What the failure of another service means to the caller of this one, where the handler did not say: 502, 503 or 504,
 * never the callee's own refusal, which was meant for us. Null for errors that did not come from a call.
 */
export function upstreamProblem(error: unknown): Problem | null {
  if (isCallFailed(error)) return MEANING[error.code]?.(error) ?? null
  return isProblem(error) && error.attempts !== undefined ? received(error) : null
}

function received(problem: Problem): Problem {
  const { status, headers } = problem
  if (status === 503 || status === 429) return unavailable(problem, headers['retry-after'])
  if (status === 504)
    return new DeadlineExceeded('Another service did not finish in time', { cause: problem })
  return new BadGateway('Another service refused what this one asked of it', { cause: problem })
}

function unavailable(cause: Error, retryAfter: string | undefined): Problem {
  const headers = { 'retry-after': retryAfter ?? String(RETRY_AFTER_SECONDS) }
  return new ServiceUnavailable('Another service cannot take requests right now', { cause, headers })
}

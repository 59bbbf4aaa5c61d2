import { isProblem } from '@azora/contracts'

/** What says to come back, or that we are not let in: neither is about what was asked. */
const PASSING_STATUS = new Set([401, 403, 408, 425, 429])
const PASSING_CODE = 'idempotency-in-progress'

/** Whether an error is an answer that asking again does not change: a problem with 4xx, but those that pass. */
export function isRefusal(error: unknown): boolean {
  if (!isProblem(error) || error.code === PASSING_CODE) return false
  return error.status >= 400 && error.status < 500 && !PASSING_STATUS.has(error.status)
}

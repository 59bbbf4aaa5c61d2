import {
  DeadlineExceeded,
  InvalidRequest,
  isProblem,
  type Problem,
  ServiceUnavailable,
} from '@azora/contracts'
import { sqlFailure } from './sql-failure.js'

/** Seconds a caller is asked to wait when the database has no connection to spare. */
const RETRY_AFTER_SECONDS = 1
const STATEMENT_TIMEOUT = '57014'
// Classes and codes of appendix A: connection exceptions, insufficient resources, operator intervention; and conflicts
// with others that running again has not cured.
const UNAVAILABLE_STATE = /^(08...|53...|57P0[1-5]|40001|40P01)$/
// PostgreSQL keeps every character but NUL, in text (22021) and in JSON (22P05).
const UNSTORABLE_TEXT = /^22(021|P05)$/
const UNREACHABLE = [
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'ETIMEDOUT',
]
const TRANSACTION_API = 'P2028'
// pg-pool and pg throw these as bare errors.
const UNAVAILABLE_MESSAGE =
  /timeout exceeded when trying to connect|Connection terminated|Cannot use a pool after calling end|Client has encountered a connection error|Unable to start a transaction in the given time/

/**
 * What a failure of the database means to the caller of a service: 503 with `Retry-After` when it cannot be reached or
 * all connections are taken, 504 when a statement or transaction overran its time, 400 for text it cannot hold; null when
 * it says nothing to a caller.
 */
export function databaseProblem(error: unknown): Problem | null {
  if (!(error instanceof Error)) return null
  if (isProblem(error)) return error
  if (isTimeout(error)) return new DeadlineExceeded('The database did not answer in time', { cause: error })
  if (UNSTORABLE_TEXT.test(sqlFailure(error)?.state ?? ''))
    return new InvalidRequest('Text may not hold NUL characters.', { cause: error })
  return isUnavailable(error) ? unavailable(error) : null
}

function isTimeout(error: Error): boolean {
  if (sqlFailure(error)?.state === STATEMENT_TIMEOUT) return true
  return Reflect.get(error, 'code') === TRANSACTION_API && !UNAVAILABLE_MESSAGE.test(error.message)
}

function isUnavailable(error: Error): boolean {
  const failure = sqlFailure(error)
  if (failure) return UNAVAILABLE_STATE.test(failure.state)
  return UNREACHABLE.includes(String(Reflect.get(error, 'code'))) || UNAVAILABLE_MESSAGE.test(error.message)
}

function unavailable(cause: Error): Problem {
  return new ServiceUnavailable('The database cannot take this request right now', {
    cause,
    headers: { 'retry-after': String(RETRY_AFTER_SECONDS) },
    extensions: { retryAfterSeconds: RETRY_AFTER_SECONDS },
  })
}

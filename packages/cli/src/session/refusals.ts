import { isProblem, type Problem } from '@azora/contracts/problem'
import { type CallFailed, isCallFailed } from '@azora/sdk'
import { UserError } from '../exit.js'
import { type ExitCode, exitCodes } from '../exit-codes.js'
import type { FailureCode } from '../failures.js'

/** Lets what the platform answers a call with be a failure that says what helps. */
export async function asRefusal<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    if (isCallFailed(error)) throw failed(error)
    if (isProblem(error)) throw refused(error)
    throw error
  }
}

const CODES: Readonly<Record<string, FailureCode>> = {
  'attempt-timed-out': 'timed-out',
  'call-timed-out': 'timed-out',
  'connection-failed': 'unreachable',
  'circuit-open': 'unreachable',
}

function failed(error: CallFailed) {
  const request = error.requestId === undefined ? {} : { requestId: error.requestId }
  return new UserError(CODES[error.code] ?? 'unexpected', error.message, { request, cause: error })
}

function refused(problem: Problem) {
  const { code, status, title, message, errors = [], requestId } = problem
  return new UserError('call-refused', message, {
    code,
    exitCode: exitOf(status),
    why:
      message === title ? `The platform answered ${status}.` : `The platform answered ${status}: ${title}.`,
    remedy: status === 401 ? 'azora login --as learner' : `azora explain ${code}`,
    faults: errors.map(fault => `${fault.in}${fault.pointer}: ${fault.message}`),
    request: { status, ...(requestId === undefined ? {} : { requestId }) },
    cause: problem,
  })
}

function exitOf(status: number): ExitCode {
  const known: Readonly<Record<number, ExitCode>> = {
    401: exitCodes.forbidden,
    403: exitCodes.forbidden,
    404: exitCodes.notFound,
    408: exitCodes.timeout,
    504: exitCodes.timeout,
  }
  return known[status] ?? exitCodes.failure
}

import { type ExitCode, exitCodes } from './exit-codes.js'
import { type FailureCode, failures } from './failures.js'

/** How a failure reads as a document. */
export interface FailureDocument {
  code: string
  message: string
  cause: string
  remedy: string
  /** Every fault, where there are several. */
  faults?: readonly string[]
  /** Of the request that was refused. */
  requestId?: string
  status?: number
}

/**
 * A failure people can do something about: what happened, why, and the one command that helps. Anything else that is
 * thrown is a defect of ours.
 */
export class UserError extends Error {
  readonly code: string
  readonly exitCode: ExitCode
  readonly why: string
  readonly remedy: string
  readonly faults: readonly string[]
  readonly request: RequestDetails

  constructor(code: FailureCode, message: string, options: UserErrorOptions = {}) {
    super(message, { cause: options.cause })
    const declared = failures[code]
    this.name = 'UserError'
    this.code = options.code ?? code
    this.exitCode = options.exitCode ?? exitCodes[declared.exit]
    this.why = options.why ?? declared.cause
    this.remedy = options.remedy ?? declared.remedy
    this.faults = options.faults ?? []
    this.request = options.request ?? {}
  }

  toJSON(): FailureDocument {
    const { code, message, why, remedy, faults, request } = this
    return { code, message, cause: why, remedy, ...(faults.length > 0 && { faults }), ...request }
  }
}

/** What one occurrence knows better than the catalog. */
export interface UserErrorOptions {
  /** The code of a problem that a service answered with, in place of ours. */
  code?: string
  why?: string
  remedy?: string
  faults?: readonly string[]
  exitCode?: ExitCode
  request?: RequestDetails
  cause?: unknown
}

/** Which request was refused, and how. */
export interface RequestDetails {
  requestId?: string
  status?: number
}

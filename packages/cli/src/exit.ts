import { type FailureCode, failures } from './failures.js'

/** What the command line exits with. A signal adds 128 to its number: 130 after Ctrl-C, 143 after SIGTERM. */
export const exitCodes = {
  ok: 0,
  failure: 1,
  usage: 2,
  invalidConfiguration: 3,
  forbidden: 4,
  notFound: 5,
  unhealthy: 6,
  timeout: 7,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** What each code means, for the reference. */
export const exitMeanings: Readonly<Record<ExitCode, string>> = {
  0: 'done',
  1: 'failed',
  2: 'the command line was not understood',
  3: 'a configuration is invalid',
  4: 'not signed in, or forbidden',
  5: 'not found',
  6: 'unhealthy, or behind (`status`, `health`, `doctor`, `contract check`)',
  7: 'not finished in time',
}

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

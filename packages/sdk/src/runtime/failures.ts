const FAILURE_CODES = [
  'attempt-timed-out',
  'call-aborted',
  'call-timed-out',
  'circuit-open',
  'connection-failed',
  'not-configured',
  'unreadable-answer',
] as const

/** Why a call failed without an answer that could be read. */
export type FailureCode = (typeof FAILURE_CODES)[number]

/** What is known of a call when it fails. */
export interface FailureOptions {
  cause?: unknown
  requestId?: string | undefined
  attempts?: number
}

/**
 * A call that failed without an answer; what the platform itself refuses is a `Problem` instead.
 *
 * The two share `code`, `requestId`, `attempts` and `cause`; `status` is undefined here.
 */
export class CallFailed extends Error {
  readonly code: FailureCode
  readonly status: undefined = undefined
  /** The id that was sent with the request. */
  readonly requestId: string | undefined
  /** How many times the request was sent. */
  readonly attempts: number

  constructor(code: FailureCode, message: string, { cause, requestId, attempts = 0 }: FailureOptions = {}) {
    super(message, { cause })
    // The name by which aborted work is known everywhere else.
    this.name = code === 'call-aborted' ? 'AbortError' : code
    this.code = code
    this.requestId = requestId
    this.attempts = attempts
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return isCallFailed(value)
  }
}

/** True for every {@link CallFailed}, even one made by another copy of this package. */
export function isCallFailed(value: unknown): value is CallFailed {
  return (
    value instanceof Error &&
    'attempts' in value &&
    FAILURE_CODES.some(code => code === Reflect.get(value, 'code'))
  )
}

/** A kind of {@link CallFailed}, caught by `instanceof`. */
export interface FailureClass<Code extends FailureCode = FailureCode> {
  readonly code: Code
  new (message: string, options?: FailureOptions): CallFailed
}

function failure<const Code extends FailureCode>(code: Code): FailureClass<Code> {
  return class extends CallFailed {
    static readonly code = code

    constructor(message: string, options?: FailureOptions) {
      super(code, message, options)
    }

    static override [Symbol.hasInstance](value: unknown): boolean {
      return isCallFailed(value) && value.code === code
    }
  }
}

/** One attempt took longer than `timeoutMs`, and no further attempt was allowed. */
export const AttemptTimedOut = failure('attempt-timed-out')
/** The signal passed to the call was aborted; its reason is the `cause`. */
export const CallAborted = failure('call-aborted')
/** The call as a whole, pauses included, took longer than `deadlineMs`; what its last attempt met is the `cause`. */
export const CallTimedOut = failure('call-timed-out')
/** Nothing was sent: the service failed too often just now. */
export const CircuitOpen = failure('circuit-open')
/** There was no answer: no route to the host, a refused or a broken connection. */
export const ConnectionFailed = failure('connection-failed')
/** An option that the call needs was not given to the client. */
export const NotConfigured = failure('not-configured')
/** The call succeeded, but its answer is not what the contract says: a proxy's page, say. */
export const UnreadableAnswer = failure('unreadable-answer')

/** One fault in a request, located by a JSON Pointer (RFC 6901) inside the part of the request it was found in. */
export interface Fault {
  /** The part of the request that is at fault. */
  in: 'params' | 'query' | 'headers' | 'body'
  /** JSON Pointer to the value, `''` for the whole part. */
  pointer: string
  /** What was expected there, in words. */
  message: string
}

/** A failure as it travels: Problem Details for HTTP APIs (RFC 9457) with Azora's extensions. */
export interface ProblemDocument {
  /** URI of the problem's page in the reference; also its identity for generic clients. */
  type: string
  title: string
  status: number
  detail?: string
  /** The path of the request that failed. */
  instance?: string
  /** Stable, kebab-case, never reused; what programs compare. */
  code: string
  requestId?: string
  /** Present on `invalid-request` only: every fault found, not just the first. */
  errors?: Fault[]
  [extension: string]: unknown
}

/** What a thrower may add to a problem. */
export interface ProblemOptions {
  errors?: Fault[]
  /** Further members of the document, such as `retryAfterSeconds`. They are sent to the client. */
  extensions?: Record<string, unknown>
  /** Response headers that belong to the failure, such as `Retry-After` or `Allow`. */
  headers?: Record<string, string>
  /** What led here. It is logged, never sent. */
  cause?: unknown
  /** Set where a problem is received. */
  requestId?: string
  /** Set where a problem is received. */
  attempts?: number
}

const REFERENCE = 'https://azora.dev/problems'

/**
 * The class every problem extends. `error instanceof Problem` is true for any declared problem,
 * from whichever copy of this package it was made.
 */
export class Problem extends Error {
  readonly code: string
  readonly status: number
  readonly title: string
  readonly errors: Fault[] | undefined
  readonly extensions: Record<string, unknown>
  readonly headers: Record<string, string>
  /** In a client: the id under which the failed request is found in logs and traces. */
  readonly requestId: string | undefined
  /** In a client: how many times the request was sent. */
  readonly attempts: number | undefined

  constructor(
    declared: { code: string; status: number; title: string },
    detail?: string,
    options: ProblemOptions = {},
  ) {
    super(detail ?? declared.title, { cause: options.cause })
    this.name = declared.code
    this.code = declared.code
    this.status = declared.status
    this.title = declared.title
    this.errors = options.errors
    this.extensions = options.extensions ?? {}
    this.headers = options.headers ?? {}
    this.requestId = options.requestId
    this.attempts = options.attempts
  }

  /** The document to send; `instance` and `requestId` are added by whoever answers the request. */
  toJSON(): ProblemDocument {
    return {
      ...this.extensions,
      type: `${REFERENCE}/${this.code}`,
      title: this.title,
      status: this.status,
      ...(this.message === this.title ? {} : { detail: this.message }),
      code: this.code,
      ...(this.errors ? { errors: this.errors } : {}),
    }
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return isProblem(value)
  }
}

/** True for every declared problem, even one made by another copy of this package. */
export function isProblem(value: unknown): value is Problem {
  return (
    value instanceof Error &&
    typeof Reflect.get(value, 'code') === 'string' &&
    typeof Reflect.get(value, 'title') === 'string' &&
    typeof Reflect.get(value, 'status') === 'number'
  )
}

/** A declared problem: thrown by name in a service, caught by `instanceof` in a client. */
export interface ProblemClass<Code extends string = string> {
  readonly code: Code
  readonly status: number
  readonly title: string
  new (detail?: string, options?: ProblemOptions): Problem
}

/**
 * Declares a way in which an operation can fail.
 *
 * The result is a class: `throw new CourseNotFound()` in a service arrives in a client as an error for which
 * `error instanceof CourseNotFound` holds. `instanceof` compares the code, so copies of this package agree.
 *
 * @param code Stable kebab-case identifier; never reused for another meaning.
 * @param status HTTP status, 400 to 599.
 * @param title One sentence that is true of every occurrence.
 */
export function problem<const Code extends string>(
  code: Code,
  status: number,
  title: string,
): ProblemClass<Code> {
  return class extends Problem {
    static readonly code = code
    static readonly status = status
    static readonly title = title

    constructor(detail?: string, options?: ProblemOptions) {
      super({ code, status, title }, detail, options)
    }

    static override [Symbol.hasInstance](value: unknown): boolean {
      return isProblem(value) && value.code === code
    }
  }
}

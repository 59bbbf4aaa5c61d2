import type { CreateAxiosDefaults } from 'axios'
import type { CircuitOptions } from './circuit.js'
import type { Hooks } from './events.js'
import type { RetryBudgetOptions } from './retry-budget.js'
import type { Time } from './time.js'
import type { TokenSource } from './tokens.js'

/** Sends a request: an axios adapter, by name or as a function. */
export type Adapter = NonNullable<CreateAxiosDefaults['adapter']>

/** What a client is made of. Nothing is looked at before the first call. */
export interface ClientOptions {
  /** Where the platform answers, such as `http://127.0.0.1:4000`. A function is asked before each attempt. */
  baseUrl?: string | (() => string)
  /** An access token, or where to get one. Default: calls are anonymous. */
  token?: string | TokenSource
  /** How long one attempt may take. Default 10,000. */
  timeoutMs?: number
  /** How long a call may take with all its attempts and pauses. Default 30,000. */
  deadlineMs?: number
  /** How many times a call may be sent again after it failed. Default 2. */
  retries?: number
  /** Sent with every request. */
  headers?: Readonly<Record<string, string>>
  hooks?: Hooks
  /** When to stop calling a service that keeps failing; false: never. Default: 10 failures in a row, for 5 s. */
  circuit?: CircuitOptions | false
  /** What share of the calls may be retries; false: any. Default: one in five, beyond the first ten. */
  retryBudget?: RetryBudgetOptions | false
  /** How requests are sent. Default: axios' own for the place it runs in. */
  adapter?: Adapter
  /** Node's agents, for TLS settings or a pool of one's own. */
  httpAgent?: object
  httpsAgent?: object
  /** The clock and the dice. Default: the real ones. */
  time?: Time
}

/** What one call may set for itself. */
export interface RequestOptions {
  /** How long one attempt may take. */
  timeoutMs?: number | undefined
  /** How long the call may take with all its attempts and pauses. */
  deadlineMs?: number | undefined
  /** How many times the call may be sent again. */
  retries?: number | undefined
  /** Ends the call when aborted. */
  signal?: AbortSignal | undefined
  /** Names the effect, so that repeating it is harmless. Default: a new one for each call that takes one. */
  idempotencyKey?: string | undefined
  /** The version the change is based on: the resource's `version`, or an ETag as it was received. */
  ifMatch?: number | string | undefined
  /** The token to use instead of the client's own; null makes the call anonymous. */
  token?: string | null | undefined
  /** `x-request-id`, 8 to 64 letters, digits, `_` or `-`. Default: a random one. */
  requestId?: string | undefined
  /** W3C Trace Context, passed on as it is. */
  traceparent?: string | undefined
  tracestate?: string | undefined
  /** Further headers. */
  headers?: Readonly<Record<string, string>> | undefined
}

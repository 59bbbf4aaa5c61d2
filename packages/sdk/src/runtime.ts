import { Caller } from './runtime/caller.js'
import type { Endpoints } from './runtime/endpoint.js'
import type { ClientOptions } from './runtime/options.js'
import { Runtime } from './runtime/runtime.js'

// What generated clients are built on.
export type { CallPromise } from './runtime/call-promise.js'
export { type Backoff, fullJitter } from './runtime/full-jitter.js'
export type { ClientOptions, RequestOptions } from './runtime/options.js'
export type { PagePromise } from './runtime/page-promise.js'
export { RetryBudget, type RetryBudgetOptions } from './runtime/retry-budget.js'
export { Caller, type Endpoints, Runtime }

/** Calls a service through its gateway: over a connection of its own, or over one that is shared. */
export function callerOf(
  via: ClientOptions | Runtime | undefined,
  service: string,
  endpoints: Endpoints,
): Caller {
  return new Caller(via instanceof Runtime ? via : new Runtime(via ?? {}), service, endpoints)
}

import { type AxiosAdapter, type AxiosResponse, getAdapter, isAxiosError } from 'axios'
import type { HostGuard } from './host-guard.js'
import type { Policy } from './policy.js'

/** A response that says that the callee is unwell, carried through the breaker as a failure. */
class Unwell extends Error {
  readonly response: AxiosResponse

  constructor(response: AxiosResponse) {
    super('the callee is unwell')
    this.response = response
  }
}

const UNWELL = new Set([502, 503, 504])

/** What a guarded adapter is made of. */
export interface GuardedAdapterOptions {
  guard: HostGuard
  /** Around every single attempt: usually a circuit breaker. */
  policy: Policy
  /** How a request is sent. Default: axios' way in Node. */
  send?: AxiosAdapter
}

/**
 * An axios adapter through which everything goes that leaves the service: only where the guard lets it, and under a
 * policy that hears of 502, 503, 504 and broken connections as failures.
 */
export function guardedAdapter({
  guard,
  policy,
  send = getAdapter('http'),
}: GuardedAdapterOptions): AxiosAdapter {
  return async request => {
    guard.admit(new URL(request.url ?? '', request.baseURL))
    try {
      return await policy.execute(async () => well(await send(request)))
    } catch (error) {
      if (error instanceof Unwell) return error.response
      throw error
    }
  }
}

/** Whether an attempt's failure speaks against the callee: not if it was our caller who left, nor a guard's refusal. */
export function speaksAgainstCallee(error: unknown): boolean {
  if (error instanceof Unwell) return true
  return isAxiosError(error) && error.code !== 'ERR_CANCELED' && error.code !== 'host-refused'
}

function well(response: AxiosResponse): AxiosResponse {
  if (UNWELL.has(response.status)) throw new Unwell(response)
  return response
}

import { ServiceUnavailable } from '@azora/contracts'
import Opossum from 'opossum'
import { neverAborted, type Policy, type Work } from './policy.js'

/** `closed` lets through, `open` refuses, `half-open` lets one through to see. */
export type CircuitState = 'closed' | 'open' | 'half-open'

/** The options of {@link circuitBreaker}. */
export interface CircuitBreakerOptions {
  /** Who is behind it; named in refusals. */
  name: string
  /** Whether a failure says that the callee is unwell, and not that the request was wrong. Default: every one does. */
  isFailure?: (error: unknown) => boolean
  /** Share of failures among the calls of the last 10 s that opens it, in percent. Default 50. */
  failurePercentage?: number
  /** Calls within these 10 s below which it stays closed. Default 10. */
  leastCalls?: number
  /** How long it stays open. Default 5,000. */
  openMs?: number
  onState?: (state: CircuitState) => void
}

/** A {@link circuitBreaker}, and its state. */
export interface CircuitBreaker extends Policy, Disposable {
  readonly state: CircuitState
}

const WINDOW_MS = 10_000

/**
 * Spares a callee that fails: once too many calls have, further ones are refused at once with `ServiceUnavailable` and
 * `Retry-After`; after a while a single one is let through, and its outcome decides. Dispose of it to end its timers.
 */
export function circuitBreaker(options: CircuitBreakerOptions): CircuitBreaker {
  const { name, isFailure = () => true, failurePercentage = 50, leastCalls = 10, openMs = 5_000 } = options
  const breaker = new Opossum(run, {
    name,
    timeout: false,
    errorThresholdPercentage: failurePercentage,
    volumeThreshold: leastCalls,
    resetTimeout: openMs,
    rollingCountTimeout: WINDOW_MS,
    rollingPercentilesEnabled: false,
    enableSnapshots: false,
    errorFilter: error => !isFailure(error),
  })
  breaker.on('close', () => options.onState?.('closed'))
  breaker.on('open', () => options.onState?.('open'))
  breaker.on('halfOpen', () => options.onState?.('half-open'))
  return {
    get state() {
      return breaker.opened ? 'open' : breaker.halfOpen ? 'half-open' : 'closed'
    },
    async execute<R>(work: Work<R>, signal = neverAborted()): Promise<R> {
      try {
        return (await breaker.fire(() => work(signal))) as R
      } catch (error) {
        throw error instanceof Error && Opossum.isOurError(error) ? refusal(name, openMs, error) : error
      }
    },
    [Symbol.dispose]: () => breaker.shutdown(),
  }
}

function run(work: () => Promise<unknown>): Promise<unknown> {
  return work()
}

function refusal(name: string, openMs: number, cause: unknown) {
  const retryAfterSeconds = Math.ceil(openMs / 1_000)
  return new ServiceUnavailable(`${name} failed too often just now and is being spared`, {
    cause,
    headers: { 'retry-after': String(retryAfterSeconds) },
    extensions: { retryAfterSeconds },
  })
}

import type { Replica } from '../upstreams/replica.js'
import type { Place, Upstream } from '../upstreams/upstream.js'
import type { Exchange } from './exchange.js'
import type { Outcome } from './pump.js'
import { isClientsFault } from './verdict.js'

/** An attempt of which nothing was answered. */
export type Failed = Extract<Outcome, { kind: 'failed' }>

/** What is tried, and whether it may be tried again. */
export interface Trial<Result> {
  exchange: Exchange
  upstream: Upstream
  /** Whether the body comes as the client sends it. */
  streams?: boolean | undefined
  /** Asks the replica of this place, and leaves the place. */
  attempt(place: Place): Promise<Result | Outcome>
  mayRepeat(failed: Failed): boolean
}

/**
 * Tries until somebody has heard the request, waiting while the service comes back; once more after that if it may be
 * repeated and the budget for it is not spent.
 *
 * @throws what entering the upstream throws
 */
export async function untilHeard<Result>(trial: Trial<Result>): Promise<Result | Outcome> {
  const { exchange, upstream } = trial
  upstream.retries.earn()
  let not: Replica | undefined
  let wasHeard = false
  for (;;) {
    const entered = upstream.enter(trial, not)
    const place = entered instanceof Promise ? await entered : entered
    if (!place || exchange.canceled) return turnedBack(exchange, place)
    const outcome = await trial.attempt(place)
    if (!hasFailed(outcome) || isOver(trial, outcome, wasHeard)) return outcome
    wasHeard ||= outcome.sent
    not = place.replica
  }
}

function turnedBack(exchange: Exchange, place: Place | undefined): Outcome {
  place?.leave('neutral')
  return canceledBy(exchange)
}

/** How an exchange ends that was canceled before it had begun. */
export function canceledBy({ canceled }: Exchange): Outcome {
  return { kind: 'canceled', why: canceled ?? 'client-gone' }
}

function hasFailed(result: unknown): result is Failed {
  return typeof result === 'object' && result !== null && Reflect.get(result, 'kind') === 'failed'
}

function isOver<Result>(trial: Trial<Result>, failed: Failed, wasHeard: boolean): boolean {
  const { exchange, upstream } = trial
  if (exchange.canceled || isClientsFault(failed.cause) || !trial.mayRepeat(failed)) return true
  return failed.sent && (wasHeard || !upstream.retries.spend())
}

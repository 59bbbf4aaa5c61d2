import type { Replica } from '../upstreams/replica.js'
import type { Place, Upstream } from '../upstreams/upstream.js'
import type { Exchange } from './exchange.js'
import type { Outcome } from './pump.js'
import { isClientsFault } from './verdict.js'

/** An attempt of which nothing was answered. */
type Failed = Extract<Outcome, { kind: 'failed' }>

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
  const { upstream } = trial
  upstream.retries.earn()
  let not: Replica | undefined
  let repeats = 1
  for (;;) {
    const { outcome, replica } = await tried(trial, not)
    if (!hasFailed(outcome) || isOver(trial, outcome)) return outcome
    if (outcome.sent && (repeats-- === 0 || !upstream.retries.spend())) return outcome
    not = replica
  }
}

interface Tried<Result> {
  outcome: Result | Outcome
  replica?: Replica
}

async function tried<Result>(trial: Trial<Result>, not?: Replica): Promise<Tried<Result>> {
  const { exchange, upstream, attempt, streams } = trial
  const entered = upstream.enter({ exchange, not, streams })
  const place = entered instanceof Promise ? await entered : entered
  if (!place) return { outcome: canceledBy(exchange) }
  if (!exchange.canceled) return { outcome: await attempt(place), replica: place.replica }
  place.leave('neutral')
  return { outcome: canceledBy(exchange) }
}

/** How an exchange ends that was canceled before it had begun. */
export function canceledBy({ canceled }: Exchange): Outcome {
  return { kind: 'canceled', why: canceled ?? 'client-gone' }
}

function hasFailed(result: unknown): result is Failed {
  return typeof result === 'object' && result !== null && Reflect.get(result, 'kind') === 'failed'
}

function isOver<Result>({ exchange, mayRepeat }: Trial<Result>, failed: Failed): boolean {
  return exchange.canceled !== undefined || isClientsFault(failed.cause) || !mayRepeat(failed)
}

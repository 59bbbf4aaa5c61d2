import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import type { Replica } from '../upstreams/replica.js'
import { Exchange } from './exchange.js'
import type { Passage } from './passage.js'
import { type Outcome, Pump } from './pump.js'
import { discardRest, type RequestBody, requestBody } from './request-body.js'
import { problemOf, verdictOn } from './verdict.js'

interface Trip extends Passage {
  exchange: Exchange
  body: RequestBody
}

/**
 * Passes a request on and its answer back.
 *
 * Resolves when the answer is through, or when the client has left. Rejects with the problem to answer with as long as
 * nothing has been answered: 400 or 408 for the client's part, 413, 502, 503, 504.
 */
export async function forward(
  request: IncomingMessage,
  response: ServerResponse,
  passage: Passage,
): Promise<Outcome> {
  const exchange = new Exchange(request, response, passage.timeoutMs)
  try {
    if (exchange.canceled) return { kind: 'canceled', why: exchange.canceled }
    passage.upstream.check()
    const arriving = requestBody(exchange, passage.maxBodyBytes)
    const body = arriving instanceof Promise ? await arriving : arriving
    const outcome: Outcome =
      body === undefined
        ? { kind: 'canceled', why: exchange.canceled ?? 'client-gone' }
        : await delivered({ ...passage, exchange, body })
    const problem = problemOf(outcome, passage, exchange)
    if (problem) throw problem
    return outcome
  } finally {
    exchange.end()
    discardRest(request)
  }
}

/** Takes a place in the bulkhead for as long as the trip takes, and tells the breaker how it went. */
async function delivered(trip: Trip): Promise<Outcome> {
  const leave = trip.upstream.enter()
  let streamIsOver: (() => void) | undefined
  trip.exchange.onOpenEnd = () => {
    leave('success')
    streamIsOver = trip.onEventStream?.({ end: () => trip.exchange.cancel('ended') })
  }
  const outcome = await tried(trip)
  streamIsOver?.()
  leave(verdictOn(outcome, trip.exchange))
  return outcome
}

/** One attempt, and a second if the first failed in a way that lets nobody tell the difference. */
async function tried(trip: Trip): Promise<Outcome> {
  const { upstream } = trip
  const replica = upstream.choose()
  if (!replica) return { kind: 'failed', sent: false, cause: new Error('every replica has just left') }
  const first = await attempt(trip, replica)
  if (first.kind !== 'failed' || !mayRepeat(trip, first.sent)) return first
  const another = upstream.choose(replica) ?? (first.sent ? replica : undefined)
  return another && upstream.retries.withdraw() ? attempt(trip, another) : first
}

function attempt(trip: Trip, replica: Replica): Promise<Outcome> {
  replica.inFlight += 1
  return new Promise(resolve => {
    pump(trip, replica, outcome => {
      replica.inFlight -= 1
      trip.upstream.judge(replica, verdictOn(outcome, trip.exchange))
      resolve(outcome)
    })
  })
}

function pump(
  { exchange, writeHead, path, headers, body }: Trip,
  { pool }: Replica,
  settle: (outcome: Outcome) => void,
): void {
  const method = (exchange.request.method ?? 'GET') as 'GET'
  const declared = exchange.request.headers['content-length']
  // Bytes have their length; a stream keeps the framing the client chose.
  const framed = body instanceof Readable && declared ? [...headers, 'content-length', declared] : headers
  pool.dispatch({ path, method, headers: framed, body }, new Pump(exchange, writeHead, settle))
}

const IDEMPOTENT: ReadonlySet<string> = new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'])

/**
 * A request that reached nobody may always go elsewhere. One that may have been heard only if hearing it twice changes
 * nothing. One whose body has streamed away cannot be said again.
 */
function mayRepeat({ exchange, body }: Trip, sent: boolean): boolean {
  if (exchange.canceled || body instanceof Readable) return false
  const { method, headers } = exchange.request
  return !sent || IDEMPOTENT.has(method ?? '') || headers['idempotency-key'] !== undefined
}

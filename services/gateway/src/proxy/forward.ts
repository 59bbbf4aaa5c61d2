import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { BadGateway, DeadlineExceeded, InvalidRequest, type Problem, RequestTimeout } from '@azora/contracts'
import type { Verdict } from '../upstreams/circuit.js'
import type { Replica } from '../upstreams/replica.js'
import type { Upstream } from '../upstreams/upstream.js'
import { type Cancellation, Exchange } from './exchange.js'
import { type Outcome, Pump, type WriteHead } from './pump.js'
import { discardRest, type RequestBody, requestBody, tooLarge } from './request-body.js'

/** Where a request goes and what it may cost. */
export interface Passage {
  upstream: Upstream
  /** Path and query as the service serves them. */
  path: string
  /** Name, value, name, value …: all that the service gets to see. */
  headers: string[]
  /** Milliseconds the operation may take as a whole, the body's arrival included. */
  timeoutMs: number
  maxBodyBytes: number
  writeHead: WriteHead
}

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
  trip.exchange.onOpenEnd = () => leave('success')
  const outcome = await tried(trip)
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

async function attempt(trip: Trip, replica: Replica): Promise<Outcome> {
  replica.inFlight += 1
  const outcome = await pumped(trip, replica)
  replica.inFlight -= 1
  trip.upstream.judge(replica, verdictOn(outcome, trip.exchange))
  return outcome
}

function pumped({ exchange, writeHead, path, headers, body }: Trip, replica: Replica): Promise<Outcome> {
  return new Promise(settle => {
    const method = (exchange.request.method ?? 'GET') as 'GET'
    const declared = exchange.request.headers['content-length']
    // Bytes have their length; a stream keeps the framing the client chose.
    const framed = body instanceof Readable && declared ? [...headers, 'content-length', declared] : headers
    replica.pool.dispatch({ path, method, headers: framed, body }, new Pump(exchange, writeHead, settle))
  })
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

function verdictOn(outcome: Outcome, exchange: Exchange): Verdict {
  if (outcome.kind === 'answered') return 'success'
  if (outcome.kind === 'canceled') return isTooSlow(outcome.why, exchange) ? 'failure' : 'neutral'
  return isClientsFault(outcome.cause) ? 'neutral' : 'failure'
}

/** Time ran out while the service had all of the request and had not begun to answer; later, the client may be the slow one. */
function isTooSlow(why: Cancellation, { request, response }: Exchange): boolean {
  return why === 'deadline' && request.complete && !response.headersSent
}

function problemOf(outcome: Outcome, passage: Passage, { request, response }: Exchange): Problem | undefined {
  if (response.headersSent) return undefined
  if (outcome.kind === 'failed') return failureProblem(outcome.cause, passage.upstream.name)
  return outcome.kind === 'canceled' ? cancellationProblem(outcome.why, passage, request) : undefined
}

function failureProblem(cause: Error, name: string): Problem {
  if (isClientsFault(cause)) return new InvalidRequest('The request cannot be passed on as it is.', { cause })
  return new BadGateway(`${name} could not be reached or did not answer properly.`, { cause })
}

function cancellationProblem(
  why: Cancellation,
  passage: Passage,
  { complete }: IncomingMessage,
): Problem | undefined {
  if (why === 'client-gone') return undefined
  if (why === 'too-large') return tooLarge(passage.maxBodyBytes)
  if (!complete) return new RequestTimeout(`The request did not arrive within ${passage.timeoutMs} ms.`)
  return new DeadlineExceeded(`${passage.upstream.name} did not answer within ${passage.timeoutMs} ms.`)
}

/** undici refuses paths and headers that must not be sent (`UND_ERR_INVALID_ARG`): that is no sign of a sick service. */
function isClientsFault(cause: Error): boolean {
  return Reflect.get(cause, 'code') === 'UND_ERR_INVALID_ARG'
}

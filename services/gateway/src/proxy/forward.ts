import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import type { Replica } from '../upstreams/replica.js'
import type { Place } from '../upstreams/upstream.js'
import { canceledBy, untilHeard } from './attempts.js'
import { Exchange } from './exchange.js'
import { namedIn } from './header-rules.js'
import type { Passage } from './passage.js'
import { type Outcome, Pump } from './pump.js'
import { discardRest, type RequestBody, requestBody } from './request-body.js'
import { withRemaining } from './request-headers.js'
import { endingOf, problemOf } from './verdict.js'

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
  if (passage.onBody) exchange.onBody = passage.onBody
  try {
    if (exchange.canceled) return { kind: 'canceled', why: exchange.canceled }
    passage.upstream.check()
    const arriving = requestBody(exchange, passage.maxBodyBytes)
    const body = arriving instanceof Promise ? await arriving : arriving
    const outcome =
      body === undefined ? canceledBy(exchange) : await delivered({ ...passage, exchange, body })
    const problem = problemOf(outcome, passage, exchange)
    if (problem) throw problem
    return outcome
  } finally {
    exchange.end()
    discardRest(request)
  }
}

function delivered(trip: Trip): Promise<Outcome> {
  return untilHeard<Outcome>({
    ...trip,
    streams: trip.body instanceof Readable,
    attempt: place => attempt(trip, place),
    mayRepeat: ({ sent }) => mayRepeat(trip, sent),
  })
}

/** Keeps its place for as long as the attempt takes, and says how it went. */
async function attempt(trip: Trip, { replica, leave }: Place): Promise<Outcome> {
  const { exchange } = trip
  let streamIsOver: (() => void) | undefined
  exchange.onOpenEnd = () => {
    leave('success')
    streamIsOver = trip.onEventStream?.({ end: () => exchange.cancel('ended') })
  }
  replica.inFlight += 1
  const outcome = await sent(trip, replica)
  replica.inFlight -= 1
  streamIsOver?.()
  leave(endingOf(outcome, exchange))
  return outcome
}

function sent({ exchange, writeHead, path, headers, body }: Trip, { pool }: Replica): Promise<Outcome> {
  const method = (exchange.request.method ?? 'GET') as 'GET'
  const told = withRemaining(headers, exchange.remainingMs)
  const declared = exchange.request.headers['content-length']
  // Bytes have their length; a stream keeps the framing the client chose.
  const framed = body instanceof Readable && declared ? [...told, 'content-length', declared] : told
  if (body instanceof Readable) exchange.request.once('end', () => exchange.handedOver())
  else exchange.handedOver()
  return new Promise(settle => {
    pool.dispatch({ path, method, headers: framed, body }, new Pump(exchange, writeHead, settle))
  })
}

const IDEMPOTENT: ReadonlySet<string> = new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'])

/**
 * A request that reached nobody may always go elsewhere. One that may have been heard only if hearing it twice changes
 * nothing, and never one whose body has streamed away: that cannot be said again.
 */
function mayRepeat({ exchange, body }: Trip, sent: boolean): boolean {
  if (body instanceof Readable && (body.destroyed || body.readableDidRead)) return false
  const { method, headers } = exchange.request
  return !sent || IDEMPOTENT.has(method ?? '') || isKeyed(headers)
}

/** A key that is named in `Connection` ends here: the service would not know the second request from the first. */
function isKeyed({ connection, 'idempotency-key': key }: IncomingMessage['headers']): boolean {
  return key !== undefined && !namedIn(connection).has('idempotency-key')
}

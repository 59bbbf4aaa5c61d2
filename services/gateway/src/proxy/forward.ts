import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
import type { Place, Upstream } from '../upstreams/upstream.js'
import { canceledBy, type Failed, type Trial, untilHeard } from './attempts.js'
import { Exchange } from './exchange.js'
import { namedIn } from './header-rules.js'
import type { Passage } from './passage.js'
import { type Outcome, Pump } from './pump.js'
import { discardRest, type RequestBody, requestBody } from './request-body.js'
import { withRemaining } from './request-headers.js'
import { endingOf, problemOf } from './verdict.js'

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
  const exchange = new Exchange(request, response, passage)
  try {
    if (exchange.canceled) return { kind: 'canceled', why: exchange.canceled }
    passage.upstream.check()
    const arriving = requestBody(exchange, passage.maxBodyBytes)
    const body = arriving instanceof Promise ? await arriving : arriving
    const outcome = body === undefined ? canceledBy(exchange) : await untilHeard(new Trip(exchange, body))
    const problem = problemOf(outcome, exchange)
    if (problem) throw problem
    return outcome
  } finally {
    exchange.end()
    discardRest(request)
  }
}

/** A request on its way to its service, as often as that takes and may be done. */
class Trip implements Trial<Outcome> {
  readonly exchange: Exchange
  readonly upstream: Upstream
  readonly streams: boolean
  readonly #body: RequestBody
  #streamIsOver: (() => void) | undefined

  constructor(exchange: Exchange, body: RequestBody) {
    this.exchange = exchange
    this.upstream = exchange.passage.upstream
    this.streams = body instanceof Readable
    this.#body = body
  }

  /** Keeps its place for as long as the attempt takes, and says how it went. */
  attempt(place: Place): Promise<Outcome> {
    const { replica } = place
    this.exchange.onOpenEnd(() => this.#lasts(place))
    replica.inFlight += 1
    return new Promise(resolve => {
      const settle = (outcome: Outcome) => {
        this.#end(place, outcome)
        resolve(outcome)
      }
      replica.pool.dispatch(this.#message(), new Pump(this.exchange, settle))
    })
  }

  /**
   * A request that reached nobody may always go elsewhere. One that may have been heard only if hearing it twice changes
   * nothing, and never one whose body has streamed away: that cannot be said again.
   */
  mayRepeat({ sent }: Failed): boolean {
    const body = this.#body
    if (body instanceof Readable && (body.destroyed || body.readableDidRead)) return false
    const { method, headers } = this.exchange.request
    return !sent || IDEMPOTENT.has(method ?? '') || isKeyed(headers)
  }

  #message(): Dispatcher.DispatchOptions {
    const { request, remainingMs, passage } = this.exchange
    const headers = withRemaining(passage.headers, remainingMs)
    const declared = request.headers['content-length']
    if (this.streams) request.once('end', () => this.exchange.handedOver())
    else this.exchange.handedOver()
    return {
      path: passage.path,
      method: request.method as Dispatcher.HttpMethod,
      // Bytes have their length; a stream keeps the framing the client chose.
      headers: this.streams && declared ? [...headers, 'content-length', declared] : headers,
      body: this.#body,
    }
  }

  /** The answer is an event stream: whoever waits for a place need not wait for its end. */
  #lasts(place: Place): void {
    place.leave('success')
    const { exchange } = this
    this.#streamIsOver = exchange.passage.onEventStream?.({ end: () => exchange.cancel('ended') })
  }

  #end(place: Place, outcome: Outcome): void {
    place.replica.inFlight -= 1
    this.#streamIsOver?.()
    place.leave(endingOf(outcome, this.exchange))
  }
}

const IDEMPOTENT: ReadonlySet<string> = new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'])

/** A key that is named in `Connection` ends here: the service would not know the second request from the first. */
function isKeyed({ connection, 'idempotency-key': key }: IncomingMessage['headers']): boolean {
  return key !== undefined && !namedIn(connection).has('idempotency-key')
}

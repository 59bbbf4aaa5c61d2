import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import cors from 'cors'
import type { KitRequest, KitResponse } from './express-classes.js'
import { ANSWERED, type Passing, type Step } from './pipeline.js'

const EXPOSED = [
  'etag',
  'location',
  'retry-after',
  'x-request-id',
  'ratelimit',
  'ratelimit-policy',
  'idempotent-replayed',
]
const ALLOWED = [
  'authorization',
  'content-type',
  'idempotency-key',
  'if-match',
  'if-none-match',
  'x-request-id',
  'traceparent',
  'tracestate',
]
const PREFLIGHT_MAX_AGE_SECONDS = 600

/**
 * Answers browsers from allowed origins; to any other the headers stay away, which is how CORS says no. Denies by default.
 *
 * What an answer says depends on the origin alone, so `cors` is asked once for each; only preflights are its own.
 */
export function crossOrigin(origins: readonly string[]): Step {
  const handler = cors({
    origin: [...origins],
    credentials: true,
    exposedHeaders: EXPOSED,
    allowedHeaders: ALLOWED,
    maxAge: PREFLIGHT_MAX_AGE_SECONDS,
    optionsSuccessStatus: 204,
  })
  const said = new Map(origins.map(origin => [origin, headersFor(origin, handler)]))
  const saidToOthers = headersFor(NO_ORIGIN, handler)
  // A cache must not give what it keeps for this request to a page of an allowed origin, which needs its headers.
  const saidToNoPage = origins.length > 0 ? ['vary', 'Origin'] : []
  return function allowOrigins(request, response) {
    const { origin } = request.headers
    if (origin !== undefined && request.method === 'OPTIONS') return answeredBy(handler, request, response)
    const headers = origin === undefined ? saidToNoPage : (said.get(origin) ?? saidToOthers)
    request.context.responseHeaders.push(...headers)
  }
}

type Handler = ReturnType<typeof cors>

const NO_ORIGIN = 'https://not-allowed.invalid'

/** What `cors` says to a page of an origin: asked with a request from nowhere. */
function headersFor(origin: string, handler: Handler): string[] {
  const request = Object.assign(new IncomingMessage(new Socket()), { method: 'GET' })
  request.headers.origin = origin
  const response = new ServerResponse(request)
  handler(request, response, () => undefined)
  return Object.entries(response.getHeaders()).flatMap(([name, value]) => [name, String(value)])
}

function answeredBy(handler: Handler, request: KitRequest, response: KitResponse): Passing {
  let passing: Passing = ANSWERED
  handler(request, response, () => {
    passing = undefined
  })
  return passing
}

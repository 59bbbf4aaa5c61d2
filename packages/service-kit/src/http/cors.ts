import cors from 'cors'
import type { KitRequest, KitResponse } from './express-classes.js'

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

/** Answers browsers from allowed origins; to any other the headers stay away, which is how CORS says no. Denies by default. */
export function crossOrigin(origins: readonly string[]) {
  const handler = cors({
    origin: [...origins],
    credentials: true,
    exposedHeaders: EXPOSED,
    allowedHeaders: ALLOWED,
    maxAge: PREFLIGHT_MAX_AGE_SECONDS,
    optionsSuccessStatus: 204,
  })
  return function allowOrigins(
    request: KitRequest,
    response: KitResponse,
    next: (error?: unknown) => void,
  ): void {
    if (request.headers.origin !== undefined) return handler(request, response, next)
    // A cache must not give what it keeps for this request to a page of an allowed origin, which needs its headers.
    if (origins.length > 0) request.context.responseHeaders.push('vary', 'Origin')
    next()
  }
}

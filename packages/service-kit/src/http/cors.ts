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
    if (request.headers.origin === undefined) return next()
    handler(request, response, next)
  }
}

import type { IncomingMessage } from 'node:http'
import { namedIn } from './header-rules.js'

/** What the gateway tells a service about a request, from its own knowledge and never from the client's word. */
export interface Provenance {
  /** The address the request came from; behind a trusted proxy, the one that proxy names. */
  clientIp: string
  /** The scheme the client used. */
  scheme: 'http' | 'https'
  /** The authority the client asked for. */
  host: string
  /** What is taken off the front of the path: the service knows itself by the rest. */
  prefix: string
  requestId: string
  traceparent: string
  /** How long the gateway will wait for the answer. */
  remainingMs: number
}

/**
 * The headers to send upstream: name, value, name, value …
 *
 * Values come as Node has joined them (RFC 9110 section 5.3), so that a header a client repeats to be read differently
 * by the next server arrives there as the gateway has read it.
 */
export function requestHeaders(
  request: Pick<IncomingMessage, 'headers'>,
  allowed: ReadonlySet<string>,
  provenance: Provenance,
): string[] {
  const { headers } = request
  const connectionOnly = namedIn(headers.connection)
  const sent = provenanceHeaders(provenance)
  for (const name in headers) {
    const value = headers[name]
    if (value === undefined || !allowed.has(name) || connectionOnly.has(name)) continue
    sent.push(name, Array.isArray(value) ? value.join(', ') : value)
  }
  return sent
}

/** The same headers with the time that is left now: the request may have waited for its service. */
export function withRemaining(headers: string[], remainingMs: number): string[] {
  headers[headers.indexOf(DEADLINE) + 1] = String(remainingMs)
  return headers
}

const DEADLINE = 'x-azora-deadline'

function provenanceHeaders(told: Provenance): string[] {
  const headers = [
    'x-request-id',
    told.requestId,
    'traceparent',
    told.traceparent,
    'x-forwarded-for',
    told.clientIp,
    'x-forwarded-proto',
    told.scheme,
    'x-forwarded-host',
    told.host,
    DEADLINE,
    String(told.remainingMs),
  ]
  if (told.prefix !== '') headers.push('x-forwarded-prefix', told.prefix)
  return headers
}

import type { ActiveOperation, KitRequest } from '@azora/service-kit'
import type { Passage } from './proxy/passage.js'
import { type Provenance, requestHeaders } from './proxy/request-headers.js'
import type { GatewayRoute } from './routes/route-table.js'
import { writeHead } from './write-head.js'

const MAPPED_IPV4 = '::ffff:'

/** True for an operation that another service answers. */
export function isRoute(operation: ActiveOperation | undefined): operation is GatewayRoute {
  return operation !== undefined && 'upstream' in operation
}

/** What is to be sent where for an admitted request. */
export function passageOf(request: KitRequest, route: GatewayRoute): Passage {
  const remainingMs = remainingOf(request, route)
  return {
    upstream: route.upstream,
    path: (request.url ?? '/').slice(route.prefixLength),
    headers: requestHeaders(request, route.allowedHeaders, provenanceOf(request, route, remainingMs)),
    timeoutMs: remainingMs,
    maxBodyBytes: route.maxBodyBytes,
    writeHead,
  }
}

/**
 * Milliseconds left of the operation's own time. How long the client says it will wait is not asked: one that names a
 * millisecond would make a healthy service look too slow, and so shut it for everybody else.
 */
function remainingOf({ context }: KitRequest, { timeoutMs }: GatewayRoute): number {
  return Math.max(1, Math.ceil(timeoutMs - (performance.now() - context.startedAt)))
}

function provenanceOf(request: KitRequest, route: GatewayRoute, remainingMs: number): Provenance {
  const { clientIp, requestId, traceparent, path } = request.context
  const prefix = request.context.prefix + path.slice(0, route.prefixLength)
  return { clientIp, requestId, traceparent, remainingMs, prefix, ...askedFor(request) }
}

/** Scheme and authority the client used; a proxy's word on them counts if its word on the address did. */
function askedFor({ context, headers, socket }: KitRequest): Pick<Provenance, 'scheme' | 'host'> {
  const peer = socket.remoteAddress?.replace(MAPPED_IPV4, '') ?? ''
  const own = { scheme: 'encrypted' in socket ? 'https' : 'http', host: headers.host ?? '' } as const
  if (context.clientIp === peer) return own
  const scheme = headers['x-forwarded-proto'] === 'https' ? 'https' : 'http'
  const host = headers['x-forwarded-host']
  return { scheme, host: typeof host === 'string' ? host : own.host }
}

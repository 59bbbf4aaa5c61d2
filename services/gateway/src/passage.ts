import {
  type ActiveOperation,
  type ForwardingKit,
  holderOf,
  type KitRequest,
  type Lasting,
  type LastingConnections,
} from '@azora/service-kit'
import type { Passage } from './proxy/passage.js'
import { type Provenance, requestHeaders } from './proxy/request-headers.js'
import type { GatewayRoute } from './routes/route-table.js'
import type { Upstream } from './upstreams/upstream.js'
import { writeHead } from './write-head.js'

const MAPPED_IPV4 = '::ffff:'

/** True for an operation that another service answers. */
export function isRoute(operation: ActiveOperation | undefined): operation is GatewayRoute {
  return operation !== undefined && 'upstream' in operation
}

/** What looks after connections that outlive the request that opened them. */
export interface LastingParts {
  connections: LastingConnections
  kit: ForwardingKit
}

/** What is to be sent where for an admitted request. */
export class RoutePassage implements Passage {
  readonly upstream: Upstream
  readonly path: string
  readonly headers: string[]
  readonly timeoutMs: number
  readonly maxBodyBytes: number
  readonly writeHead = writeHead
  readonly #request: KitRequest
  readonly #lasting: LastingParts

  constructor(request: KitRequest, route: GatewayRoute, lasting: LastingParts) {
    const remainingMs = remainingOf(request, route)
    this.upstream = route.upstream
    this.path = (request.url ?? '/').slice(route.prefixLength)
    this.headers = requestHeaders(request, route.allowedHeaders, provenanceOf(request, route, remainingMs))
    this.timeoutMs = remainingMs
    this.maxBodyBytes = route.maxBodyBytes
    this.#request = request
    this.#lasting = lasting
  }

  onBody(bytes: number): void {
    this.#request.context.bytesSent += bytes
  }

  onEventStream(stream: Lasting): () => void {
    const { connections, kit } = this.#lasting
    return connections.keep(holderOf(this.#request, kit), stream)
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
  const { scheme, host } = askedFor(request)
  return { clientIp, requestId, traceparent, remainingMs, prefix, scheme, host }
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

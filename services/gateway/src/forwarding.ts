import { NotFound } from '@azora/contracts'
import {
  type Forwarding,
  type ForwardingKit,
  holderOf,
  type KitRequest,
  type KitResponse,
  type LastingConnections,
  refuseOtherProtocols,
  type UpgradeRequest,
} from '@azora/service-kit'
import { isRoute, passageOf } from './passage.js'
import { forward } from './proxy/forward.js'
import type { PlatformReference } from './reference/platform-reference.js'
import type { RouteTable } from './routes/route-table.js'
import { handshakeHeaders, shakenHands } from './websocket/handshake.js'
import { Tunnel } from './websocket/tunnel.js'

/** What the gateway works with. */
export interface Use {
  table: RouteTable
  connections: LastingConnections
  reference: PlatformReference
}

/** The gateway's part of the pipeline: finding the service, and passing requests and upgrades on to it. */
export function forwarding({ table, connections, reference }: Use, kit: ForwardingKit): Forwarding {
  const page = reference.operation(kit.metrics)
  const lasting = { connections, kit }
  return {
    match({ context, method = 'GET' }) {
      context.operation = reference.isAt(context.path) ? page : table.match(method, context.path)
    },
    forward(request, response) {
      if (request.context.operation === page) return reference.answer(request, response)
      return passOn(request, response, lasting)
    },
    upgrade: upgrade => joined(upgrade, lasting),
    drain: () => connections.drain(),
    openapi: () => reference.document(),
  }
}

interface LastingParts {
  connections: LastingConnections
  kit: ForwardingKit
}

async function passOn(request: KitRequest, response: KitResponse, lasting: LastingParts): Promise<void> {
  const { operation } = request.context
  if (!isRoute(operation)) throw new NotFound()
  const { connections, kit } = lasting
  const outcome = await forward(request, response, {
    ...passageOf(request, operation),
    onBody: bytes => {
      request.context.bytesSent += bytes
    },
    onEventStream: stream => connections.keep(holderOf(request, kit), stream),
  })
  if (outcome.kind === 'cut')
    request.context.log.warn('an answer broke off', { operation: operation.id, error: outcome.cause })
}

async function joined(upgrade: UpgradeRequest, { connections, kit }: LastingParts): Promise<void> {
  const { request } = upgrade
  const { socket, context } = request
  const { operation } = context
  refuseOtherProtocols(request)
  if (!isRoute(operation)) throw new NotFound()
  if (socket.destroyed) return
  const holder = holderOf(request, kit)
  socket.once('close', connections.reserve(holder))
  const passage = passageOf(request, operation)
  const headers = [...passage.headers, ...handshakeHeaders(request)]
  const upstream = await shakenHands(upgrade, { ...passage, headers })
  if (upstream) socket.once('close', connections.keep(holder, new Tunnel(socket, upstream)))
}

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
import { isRoute, type LastingParts, RoutePassage } from './passage.js'
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

async function passOn(request: KitRequest, response: KitResponse, lasting: LastingParts): Promise<void> {
  const { operation } = request.context
  if (!isRoute(operation)) throw new NotFound()
  const outcome = await forward(request, response, new RoutePassage(request, operation, lasting))
  if (outcome.kind === 'cut')
    request.context.log.warn('an answer broke off', { operation: operation.id, error: outcome.cause })
}

async function joined(upgrade: UpgradeRequest, lasting: LastingParts): Promise<void> {
  const { connections, kit } = lasting
  const { request } = upgrade
  const { socket, context } = request
  const { operation } = context
  refuseOtherProtocols(request)
  if (!isRoute(operation)) throw new NotFound()
  if (socket.destroyed) return
  const holder = holderOf(request, kit)
  socket.once('close', connections.reserve(holder))
  const passage = new RoutePassage(request, operation, lasting)
  passage.headers.push(...handshakeHeaders(request))
  const upstream = await shakenHands(upgrade, passage)
  if (upstream) socket.once('close', connections.keep(holder, new Tunnel(socket, upstream)))
}

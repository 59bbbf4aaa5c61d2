import { NotFound, Unauthenticated } from '@azora/contracts'
import {
  type Forwarding,
  type ForwardingKit,
  type KitRequest,
  type KitResponse,
  principalKey,
  type RequestContext,
} from '@azora/service-kit'
import { isRoute, passageOf } from './passage.js'
import { forward } from './proxy/forward.js'
import type { PlatformReference } from './reference/platform-reference.js'
import type { RouteTable } from './routes/route-table.js'
import { handshakeHeaders, refuseOtherProtocols, shakenHands } from './websocket/handshake.js'
import type { Holder, Tunnels } from './websocket/tunnels.js'

/** What the gateway works with. */
export interface Use {
  table: RouteTable
  tunnels: Tunnels
  reference: PlatformReference
}

/** The gateway's part of the pipeline: finding the service, and passing requests and upgrades on to it. */
export function forwarding({ table, tunnels, reference }: Use, kit: ForwardingKit): Forwarding {
  const page = reference.operation(kit.metrics)
  return {
    match(request, _response, next) {
      const path = pathOf(request)
      request.context.operation = reference.isAt(path) ? page : table.match(request.method ?? 'GET', path)
      next()
    },
    async forward(request, response) {
      const { operation } = request.context
      if (operation === page) return reference.answer(request, response)
      await passOn(request, response)
    },
    upgrade: (request, socket, head) => joined(tunnels, { request, socket, head, kit }),
    drain: () => tunnels.drain(),
    openapi: () => reference.document(),
  }
}

async function passOn(request: KitRequest, response: KitResponse): Promise<void> {
  const { operation } = request.context
  if (!isRoute(operation)) throw new NotFound()
  const outcome = await forward(request, response, passageOf(request, operation))
  if (outcome.kind === 'cut')
    request.context.log.warn('an answer broke off', { operation: operation.id, error: outcome.cause })
}

type Upgrade = Parameters<typeof shakenHands>[0] & { request: KitRequest; kit: ForwardingKit }

async function joined(tunnels: Tunnels, upgrade: Upgrade): Promise<void> {
  const { request, socket, kit } = upgrade
  const { operation } = request.context
  refuseOtherProtocols(request)
  if (!isRoute(operation)) throw new NotFound()
  const holder = holderOf(request, kit)
  socket.once('close', tunnels.reserve(holder))
  const passage = passageOf(request, operation)
  const upstream = await shakenHands(upgrade, {
    ...passage,
    headers: [...passage.headers, ...handshakeHeaders(request)],
  })
  if (upstream) tunnels.join(holder, socket, upstream)
}

function holderOf(request: KitRequest, kit: ForwardingKit): Holder {
  const { context } = request
  const [, token] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? []
  return {
    key: keyOf(context),
    isStillAllowed: async () => !context.principal || token === undefined || isValid(token, kit),
  }
}

const keyOf = ({ principal, clientIp }: RequestContext) =>
  principal ? principalKey(principal) : `address:${clientIp}`

/** Only a clear no ends a connection; that auth cannot be asked right now does not. */
async function isValid(token: string, kit: ForwardingKit): Promise<boolean> {
  try {
    await kit.verify(token)
    return true
  } catch (error) {
    return !(error instanceof Unauthenticated)
  }
}

function pathOf({ url = '/' }: KitRequest): string {
  const end = url.indexOf('?')
  return end < 0 ? url : url.slice(0, end)
}

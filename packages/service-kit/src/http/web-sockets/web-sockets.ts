import { InvalidRequest } from '@azora/contracts'
import { Gauge } from 'prom-client'
import type { WebSocket } from 'ws'
import type { TokenVerifier } from '../../access/token-verifier.js'
import type { KitConfig } from '../../config/kit-settings.js'
import type { Kit, Resource } from '../../resource.js'
import type { UpgradeRequest } from '../../service.js'
import { type Holder, holderOf } from '../lasting/holder.js'
import { type LastingCaps, LastingConnections } from '../lasting/lasting-connections.js'
import { type BoundOperation, isBound, type Told } from '../operations.js'
import { withRequest } from '../request-context.js'
import { refuseBadHandshake, refuseOtherProtocols, SUBPROTOCOL } from './handshake.js'
import { ToldSocket } from './told-socket.js'

/** What the WebSockets of a service are made from. */
interface WebSocketsOptions {
  caps: LastingCaps
  patienceMs: number
  verifier: TokenVerifier
  kit: Kit
}

/** Nobody has anything to say here. */
const MOST_HEARD_BYTES = 1_024

/** The WebSockets of a service: at routes that have messages, admitted as any request is. */
class WebSockets implements Resource {
  readonly #options: WebSocketsOptions
  readonly #connections: LastingConnections

  constructor(options: WebSocketsOptions) {
    this.#options = options
    this.#connections = new LastingConnections(options.caps)
    const gauge: Gauge = new Gauge({
      name: 'websockets_open',
      help: 'WebSockets that are open',
      registers: [options.kit.metrics.registry],
      collect: () => gauge.set(this.#connections.reserved),
    })
  }

  start(): void {
    this.#connections.start()
  }

  stop(): void {
    this.#connections.stop()
  }

  /** Sends everyone away; they may go on at another instance. */
  drain(): void {
    this.#connections.drain()
  }

  /** Makes a WebSocket of a request that was admitted. @throws problems, while it is none yet */
  async upgrade(upgrade: UpgradeRequest): Promise<void> {
    const { request } = upgrade
    const { socket, context } = request
    const { operation } = context
    refuseOtherProtocols(request)
    refuseBadHandshake(request)
    if (!isBound(operation) || !operation.teller)
      throw new InvalidRequest('There is no WebSocket at this path.')
    const { teller } = operation
    const input = operation.readInput(request)
    const holder = holderOf(request, this.#options.verifier)
    const closing = new AbortController()
    const closed = closing.signal
    closed.addEventListener('abort', this.#connections.reserve(holder), { once: true })
    socket.once('close', () => closing.abort())
    if (socket.destroyed) closing.abort()
    try {
      const messages = await withRequest(context, async () => teller({ ...input, closed }))
      if (!closed.aborted) await this.#tell(upgrade, { messages, holder, closed })
    } catch (error) {
      // Whoever is refused may take his time to hang up.
      closing.abort()
      throw error
    }
  }

  async #tell(upgrade: UpgradeRequest, { messages, holder, closed }: Telling): Promise<void> {
    const { patienceMs } = this.#options
    const { socket, context } = upgrade.request
    const told = new ToldSocket(await switched(upgrade), socket, { patienceMs, log: context.log })
    closed.addEventListener('abort', this.#connections.keep(holder, told), { once: true })
    // Not awaited: the upgrade is done.
    void told.tell(messages)
  }
}

/** What is told to whom. */
interface Telling {
  messages: Told
  holder: Holder
  closed: AbortSignal
}

/** What {@link webSocketsOf} looks at. */
interface Surrounding {
  operations: readonly BoundOperation[]
  config: KitConfig
  kit: Kit
  verifier: TokenVerifier
}

/** The WebSockets of a service; undefined where its contract has none. */
export function webSocketsOf({ operations, config, kit, verifier }: Surrounding): WebSockets | undefined {
  if (!operations.some(({ teller }) => teller)) return undefined
  const { webSocketsPerPrincipal: perHolder, webSockets: total, webSocketPatienceMs: patienceMs } = config
  return new WebSockets({ caps: { perHolder, total }, patienceMs, verifier, kit })
}

/** Answers that the protocol changes. The library is loaded when it is first needed. */
async function switched({ request, response, head }: UpgradeRequest) {
  const { WebSocketServer } = await import('ws')
  const { socket, context } = request
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: MOST_HEARD_BYTES,
    handleProtocols: offered => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  })
  server.on('headers', headers => headers.push(`x-request-id: ${context.requestId}`))
  response.detachSocket(socket)
  return new Promise<WebSocket>(resolve => server.handleUpgrade(request, socket, head, resolve))
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, Server as NetServer, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Express } from 'express'
import type { Logger } from '../observability/logger.js'
import type { expressClasses, KitRequest } from './express-classes.js'
import { inTurn } from './in-turn.js'
import { refuseMalformed } from './malformed.js'

/** What takes the requests of a listening socket. */
export interface ListenerParts {
  app: Express
  classes: ReturnType<typeof expressClasses>
  log: Logger
  /** Connections that may be open at a time; further ones are closed at once. */
  maxConnections: number
  /** Takes requests to leave HTTP: upgrades, and CONNECT. */
  upgrade(request: KitRequest, socket: Duplex, head: Buffer): void
}

const HEADERS_TIMEOUT_MS = 10_000
const REQUEST_TIMEOUT_MS = 120_000
// Longer than the idle timeout of the gateway's pools, so that the side that reuses a connection is the one to end it.
const KEEP_ALIVE_MS = 65_000
const MAX_HEADER_BYTES = 16 * 1024
const IDLE_SWEEP_MS = 25

/** An address to listen at, or a socket that somebody else has bound. */
export type Place = { host: string; port: number } | { fd: number; backlog: number }

/** A listening socket and its connections. */
export class Listener {
  readonly #server: Server
  readonly #connections = new Set<Socket>()
  /** Those that have left HTTP: WebSockets. Node does not count them among its connections when it closes those. */
  readonly #upgraded = new Set<Socket>()

  constructor({ app, classes, log, maxConnections, upgrade }: ListenerParts) {
    const handle = inTurn(app as never)
    this.#server = createServer(
      {
        // Node asks for constructors that take any request; ours are only ever handed their own.
        ...(classes as unknown as {
          IncomingMessage: typeof IncomingMessage
          ServerResponse: typeof ServerResponse
        }),
        headersTimeout: HEADERS_TIMEOUT_MS,
        requestTimeout: REQUEST_TIMEOUT_MS,
        keepAliveTimeout: KEEP_ALIVE_MS,
        maxHeaderSize: MAX_HEADER_BYTES,
        connectionsCheckingInterval: 1_000,
        // The pipeline asks for one itself, and says in a problem what is missing.
        requireHostHeader: false,
      },
      handle,
    )
    this.#server.maxConnections = maxConnections
    this.#server.on('clientError', refuseMalformed(log))
    // The pipeline decides whether the body is wanted, and what may be expected; whoever reads it says `100 Continue` first.
    for (const event of ['checkContinue', 'checkExpectation']) this.#server.on(event, handle)
    // Without a listener Node hangs up on CONNECT.
    for (const event of ['upgrade', 'connect']) this.#server.on(event, upgrade as never)
    this.#server.on('connection', (socket: Socket) => this.#keep(socket))
    this.#server.on('upgrade', (_request, socket: Socket) => this.#letGo(socket))
  }

  get isListening(): boolean {
    return this.#server.listening
  }

  /** Whether anybody is connected; who has left HTTP (a WebSocket, say) is not asked about here. */
  get hasConnections(): boolean {
    return this.#connections.size > 0
  }

  /** Base URL, known once it listens. */
  get url(): string {
    const { address, port, family } = this.#server.address() as AddressInfo
    const host = address === '0.0.0.0' || address === '::' ? '127.0.0.1' : address
    return `http://${family === 'IPv6' && host.includes(':') ? `[${host}]` : host}:${port}`
  }

  async listen(place: Place): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(place, () => {
        this.#server.off('error', reject)
        resolve()
      })
    })
  }

  /** Takes no more connections. Unlike `http.Server.close`, it leaves idle ones open: a request may be on its way there. */
  refuse(): void {
    NetServer.prototype.close.call(this.#server)
  }

  /** Closes idle connections, and the others when they are idle; cuts what is left after so long. */
  async close(forceAfterMs: number): Promise<void> {
    if (this.isListening) this.refuse()
    // Node keeps a connection that was busy when closing began for another request; with clients that keep theirs alive,
    // the drain would last until it is forced.
    const sweep = setInterval(() => this.#server.closeIdleConnections(), IDLE_SWEEP_MS)
    const force = setTimeout(() => this.#cut(), forceAfterMs)
    // Also ends what http has running beside the socket. It calls back when all connections are closed.
    await new Promise<void>(resolve => this.#server.close(() => resolve()))
    clearInterval(sweep)
    clearTimeout(force)
  }

  #cut(): void {
    this.#server.closeAllConnections()
    for (const socket of this.#upgraded) socket.destroy()
  }

  #letGo(socket: Socket): void {
    this.#connections.delete(socket)
    this.#upgraded.add(socket)
    socket.once('close', () => this.#upgraded.delete(socket))
  }

  #keep(socket: Socket): void {
    this.#connections.add(socket)
    socket.once('close', () => this.#connections.delete(socket))
  }
}

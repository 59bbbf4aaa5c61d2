import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Express } from 'express'
import type { Logger } from '../observability/logger.js'
import type { Resource } from '../resource.js'
import type { expressClasses, KitRequest } from './express-classes.js'
import { refuseMalformed } from './malformed.js'

/** What a server is made from. */
export interface ServerOptions {
  app: Express
  classes: ReturnType<typeof expressClasses>
  host: string
  port: number
  /** How long requests in flight may take to finish when it stops. */
  shutdownMs: number
  /** How long to go on accepting after turning unready, so that balancers notice. */
  drainDelayMs: number
  log: Logger
  /** Takes requests to leave HTTP: upgrades, and CONNECT. */
  upgrade(request: KitRequest, socket: Duplex, head: Buffer): void
  /** Called when it begins to stop. */
  drain: (() => void | Promise<void>) | undefined
}

const HEADERS_TIMEOUT_MS = 10_000
const REQUEST_TIMEOUT_MS = 120_000
// Longer than the idle timeout of the gateway's pools, so that the side that reuses a connection is the one to end it.
const KEEP_ALIVE_MS = 65_000
const MAX_HEADER_BYTES = 16 * 1024
const FORCE_MARGIN_MS = 1_000
const IDLE_SWEEP_MS = 25
/** How long connections without a request are left open at the end: one may be on its way, and its answer says goodbye. */
const LAST_CALL_MS = 50

/** The listening socket: the last resource to start and the first to stop. */
export class HttpServer implements Resource {
  readonly stopDeadlineMs: number
  readonly #options: ServerOptions
  readonly #server: Server

  constructor(options: ServerOptions) {
    this.#options = options
    this.stopDeadlineMs = LAST_CALL_MS + options.drainDelayMs + options.shutdownMs + FORCE_MARGIN_MS
    this.#server = createServer(
      {
        // Node asks for constructors that take any request; ours are only ever handed their own.
        ...(options.classes as unknown as {
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
      options.app as never,
    )
    this.#server.on('clientError', refuseMalformed(options.log))
    // The pipeline decides whether the body is wanted, and what may be expected; whoever reads it says `100 Continue` first.
    for (const event of ['checkContinue', 'checkExpectation']) this.#server.on(event, options.app as never)
    // Without a listener Node hangs up on CONNECT.
    for (const event of ['upgrade', 'connect']) this.#server.on(event, options.upgrade as never)
  }

  /** Base URL, known once it listens. */
  get url(): string {
    const { address, port, family } = this.#server.address() as AddressInfo
    const host = address === '0.0.0.0' || address === '::' ? '127.0.0.1' : address
    return `http://${family === 'IPv6' && host.includes(':') ? `[${host}]` : host}:${port}`
  }

  async start(): Promise<void> {
    const { host, port } = this.#options
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen({ host, port }, () => {
        this.#server.off('error', reject)
        resolve()
      })
    })
  }

  /**
   * Tells clients that connections end with their next answer, stops accepting, lets requests in flight finish within
   * `shutdownMs`, then cuts what is left.
   */
  async stop(): Promise<void> {
    if (!this.#server.listening) return
    this.#options.classes.endConnections()
    await new Promise(resolve => setTimeout(resolve, Math.max(LAST_CALL_MS, this.#options.drainDelayMs)))
    await this.#options.drain?.()
    const force = setTimeout(() => this.#server.closeAllConnections(), this.#options.shutdownMs)
    // Node keeps a connection that was busy when closing began for another request; with clients that keep theirs alive,
    // the drain would last until it is forced.
    const sweep = setInterval(() => this.#server.closeIdleConnections(), IDLE_SWEEP_MS)
    await new Promise<void>(resolve => {
      this.#server.close(() => resolve())
      this.#server.closeIdleConnections()
    })
    clearInterval(sweep)
    clearTimeout(force)
  }
}

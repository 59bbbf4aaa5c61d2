import { setTimeout as delay } from 'node:timers/promises'
import type { Resource } from '../resource.js'
import { ADVERTISED_IDLE_MS } from './express-classes.js'
import { Listener, type ListenerParts } from './listener.js'

/** What a server is made from. */
export interface ServerOptions extends ListenerParts {
  host: string
  port: number
  /** File descriptor of a listening socket that was handed over: requests come there too. */
  socket: number | undefined
  /** How long requests in flight may take to finish when it stops. */
  shutdownMs: number
  /** How long to go on accepting after turning unready, so that balancers notice. */
  drainDelayMs: number
  /** Whether those who send requests here hear of the drain by themselves: then the delay is over when they have left. */
  isDrainKnown: boolean
  /** Called when connections that outlive their requests are to end. */
  drain(): void | Promise<void>
}

const FORCE_MARGIN_MS = 1_000
const LOOK_MS = 20
/** After so long no client that listens uses a connection it had before. */
const PARTING_MS = ADVERTISED_IDLE_MS + 1_000
/** How long connections without a request are left open at least: one may be on its way, and its answer says goodbye. */
const LAST_CALL_MS = 50
/** Connections that may wait on a socket that was handed over, while nobody accepts them; the system may allow fewer. */
const BACKLOG = 4_096

/** The listening sockets: the last resource to start and the first to stop. */
export class HttpServer implements Resource {
  readonly stopDeadlineMs: number
  readonly #options: ServerOptions
  /** Where this very process is reached: nobody else answers there. */
  readonly #own: Listener
  /** Where whichever process accepts first answers. */
  readonly #shared: Listener | undefined
  #isRelieved = false
  #isAbandoned = false

  constructor(options: ServerOptions) {
    this.#options = options
    const delayMs = Math.max(options.drainDelayMs, options.socket === undefined ? LAST_CALL_MS : PARTING_MS)
    this.stopDeadlineMs = delayMs + options.shutdownMs + FORCE_MARGIN_MS
    this.#own = new Listener(options)
    this.#shared = options.socket === undefined ? undefined : new Listener(options)
  }

  /** Base URL of this process, known once it listens. */
  get url(): string {
    return this.#own.url
  }

  async start(): Promise<void> {
    const { host, port, socket } = this.#options
    await this.#own.listen({ host, port })
    if (socket !== undefined) await this.#shared?.listen({ fd: socket, backlog: BACKLOG })
  }

  /** Says that others serve on the shared socket: nobody waits for this one to end, so it lets its clients leave by themselves. */
  relieve(): void {
    this.#isRelieved = true
  }

  /** Says that nobody sends requests any more: connections without one are closed at once. */
  abandon(): void {
    this.#isAbandoned = true
  }

  /**
   * Tells clients that connections end with their next answer, stops accepting, lets requests in flight finish within
   * `shutdownMs`, then cuts what is left.
   *
   * A shared socket is left to the others at once; connections to this process alone are accepted, and idle ones kept,
   * until balancers have noticed.
   */
  async stop(): Promise<void> {
    if (!this.#own.isListening) return
    const { classes, shutdownMs, drain } = this.#options
    classes.endConnections()
    this.#shared?.refuse()
    // Who is sent away by a process that goes on accepting would come back to it.
    const parting = this.#shared && drain()
    await this.#noticed()
    const closing = this.#listeners.map(listener => listener.close(shutdownMs))
    await Promise.all([parting ?? drain(), ...closing])
  }

  get #listeners(): Listener[] {
    return this.#shared ? [this.#own, this.#shared] : [this.#own]
  }

  /** Resolves after the drain delay, or when nobody is connected any more if that means that everybody knows. */
  async #noticed(): Promise<void> {
    if (this.#isAbandoned) return
    const beganAt = performance.now()
    await delay(LAST_CALL_MS)
    while (performance.now() - beganAt < this.#delayMs) {
      if (this.#options.isDrainKnown && !this.#listeners.some(({ hasConnections }) => hasConnections)) return
      await delay(LOOK_MS)
    }
  }

  get #delayMs(): number {
    const { drainDelayMs } = this.#options
    return this.#isRelieved ? Math.max(drainDelayMs, PARTING_MS) : drainDelayMs
  }
}

import type { WebSocket } from 'ws'
import type { Logger } from '../../observability/logger.js'
import { type Ending, goodbye, type Lasting } from '../lasting/lasting-connections.js'

/** The options of {@link ToldSocket}. */
export interface ToldSocketOptions {
  /** How long the client may take nothing of what is told. */
  patienceMs: number
  log: Logger
}

/** What may wait for a client before the next message is asked for. */
const AHEAD_BYTES = 64 * 1024
const LOOK_MS = 100
/** How long a client may take to say goodbye to a server that goes away. */
const GOODBYE_MS = 1_000
const PING_MS = 30_000

const FAILED = [1011, 'it has failed'] as const
const OVER = [1000, 'there is no more'] as const
const UNASKED = [1008, 'nothing is to be said here'] as const
const TOO_SLOW = [4408, 'too little was read for too long'] as const

/**
 * A WebSocket that tells its client what an iterable yields. It asks for the next message only while little waits to be taken; a client that
 * takes nothing for too long is sent away, and one that answers no ping is taken for gone.
 */
export class ToldSocket implements Lasting {
  readonly #socket: WebSocket
  readonly #options: ToldSocketOptions
  #isAlive = true

  constructor(socket: WebSocket, options: ToldSocketOptions) {
    this.#socket = socket
    this.#options = options
    socket.on('error', error => options.log.debug('a WebSocket failed', { error }))
    socket.on('message', () => this.#close(UNASKED))
    socket.on('pong', () => (this.#isAlive = true))
    const pings = setInterval(() => this.#ping(), PING_MS)
    socket.once('close', () => clearInterval(pings))
  }

  /** Tells until there is no more, or nobody to be told. */
  async tell(messages: AsyncIterable<unknown>): Promise<void> {
    try {
      for await (const message of messages) {
        if (!this.#isOpen) return
        this.#socket.send(JSON.stringify(message))
        await this.#taken()
      }
      this.#close(OVER)
    } catch (error) {
      this.#options.log.error('what a WebSocket tells has failed', { error })
      this.#close(FAILED)
    }
  }

  end(why: Ending): void {
    this.#close(goodbye(why, 'the service'))
    setTimeout(() => this.#socket.terminate(), GOODBYE_MS).unref()
  }

  get #isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN
  }

  /** Resolves when little enough waits for the client, or it is sent away. */
  async #taken(): Promise<void> {
    const socket = this.#socket
    let least = socket.bufferedAmount
    let movedAt = performance.now()
    while (this.#isOpen && socket.bufferedAmount > AHEAD_BYTES) {
      await new Promise(resolve => setTimeout(resolve, LOOK_MS))
      if (socket.bufferedAmount < least) {
        least = socket.bufferedAmount
        movedAt = performance.now()
      } else if (performance.now() - movedAt > this.#options.patienceMs) this.#close(TOO_SLOW)
    }
  }

  /** What waits to be taken gets there first, if it is taken soon. */
  #close([code, reason]: readonly [number, string]): void {
    if (!this.#isOpen) return
    this.#options.log.info('a WebSocket was closed', { code, reason })
    this.#socket.close(code, reason)
  }

  #ping(): void {
    if (!this.#isOpen) return
    if (!this.#isAlive) return this.#socket.terminate()
    this.#isAlive = false
    this.#socket.ping()
  }
}

import type { Writable } from 'node:stream'
import type { WebSocket } from 'ws'
import type { Logger } from '../../observability/logger.js'
import { type Ending, goodbye, type Lasting } from '../lasting/lasting-connections.js'
import type { Told } from '../operations.js'
import { textFrame } from './text-frame.js'

/** The options of {@link ToldSocket}. */
export interface ToldSocketOptions {
  /** How long the client may take nothing of what is told. */
  patienceMs: number
  log: Logger
}

/** What may wait for a client before the next message is written, or the next are asked for. */
const AHEAD_BYTES = 64 * 1024
const LOOK_MS = 100
/** How long a client may take to say goodbye to a server that goes away. */
const GOODBYE_MS = 1_000
const PING_MS = 30_000

const FAILED = [1011, 'it has failed'] as const
const OVER = [1000, 'there is no more'] as const
const UNASKED = [1008, 'nothing is to be said here'] as const
const TOO_SLOW = [4408, 'too little was read for too long'] as const

/** The frames of messages, for as long as these are told to anybody. */
const frames = new WeakMap<object, Buffer>()

/**
 * A WebSocket that tells its client what an iterable yields. It asks for the next messages only while little waits to be taken; a client that
 * takes nothing for too long is sent away, and one that answers no ping is taken for gone.
 *
 * Messages are written past the library, which copies each for each client: those that come together in one write, and those that many are
 * told from one frame. The library must have no write of its own in hand, as it has when it compresses.
 */
export class ToldSocket implements Lasting {
  readonly #socket: WebSocket
  readonly #stream: Writable
  readonly #options: ToldSocketOptions
  #isAlive = true

  /** @param stream Carries the WebSocket. */
  constructor(socket: WebSocket, stream: Writable, options: ToldSocketOptions) {
    this.#socket = socket
    this.#stream = stream
    this.#options = options
    socket.on('error', error => options.log.debug('a WebSocket failed', { error }))
    socket.on('message', () => this.#close(UNASKED))
    socket.on('pong', () => (this.#isAlive = true))
    const pings = setInterval(() => this.#ping(), PING_MS)
    socket.once('close', () => clearInterval(pings))
  }

  /** Tells until there is no more, or nobody to be told. */
  async tell(told: Told): Promise<void> {
    try {
      for await (const messages of told) {
        for (let sent = 0; sent < messages.length; ) {
          if (!this.#isOpen) return
          sent = this.#write(messages, sent)
          if (this.#isFull) await this.#taken()
        }
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

  get #isFull(): boolean {
    return this.#socket.bufferedAmount > AHEAD_BYTES
  }

  /** Writes messages from the one of this number on, until too much waits; returns the number of the next. */
  #write(messages: readonly object[], from: number): number {
    let next = from
    this.#stream.cork()
    for (const message of messages.slice(from)) {
      if (this.#isFull) break
      this.#stream.write(frameOf(message))
      next++
    }
    this.#stream.uncork()
    return next
  }

  /** Resolves when little enough waits for the client, or it is sent away. */
  async #taken(): Promise<void> {
    const socket = this.#socket
    let least = socket.bufferedAmount
    let movedAt = performance.now()
    while (this.#isOpen && this.#isFull) {
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

function frameOf(message: object): Buffer {
  const known = frames.get(message)
  if (known) return known
  const frame = textFrame(JSON.stringify(message))
  frames.set(message, frame)
  return frame
}

import type { FeedEvent, FeedGap } from '../generated/nexus.js'
import type { Time } from '../runtime/time.js'
import type { WebSocketClass, WebSocketLike } from './web-socket.js'

/** What comes over a WebSocket of the feed. */
export type FeedMessage = FeedEvent | FeedGap | { kind: 'heartbeat'; cursor: string }

/** How a WebSocket of the feed ended. */
interface Closing {
  /** As RFC 6455 section 7.4 says; 1006 if nobody has said why. */
  code: number
  reason: string
  /** Whether it was given up from here, to be made again. */
  isOurs: boolean
}

/** What a {@link FeedLink} is made from. */
export interface FeedLinkOptions {
  url: string
  protocols: string[]
  webSocket: WebSocketClass
  time: Time
}

/** So many messages may wait for whoever reads them; beyond, the connection is given up, and made again when they are read. */
const MOST_WAITING = 1_000
/** The feed says something every 15 s. */
const SILENCE_MS = 45_000
const OURS = 1_000
/** Nobody has said why it ended. */
export const UNSAID = 1_006

/** One WebSocket of the feed, from its first message to its end. */
export class FeedLink {
  /** Whether it was ever open. */
  isOpened = false
  /** Set once it has ended. */
  closing: Closing | undefined
  readonly #time: Time
  readonly #socket: WebSocketLike
  readonly #waiting: FeedMessage[] = []
  #wake: () => void = () => {}
  #calm: () => void = () => {}
  #release: () => void = () => {}

  constructor({ url, protocols, webSocket, time }: FeedLinkOptions) {
    this.#time = time
    this.#socket = new webSocket(url, protocols)
    this.#socket.addEventListener('open', () => (this.isOpened = true))
    // What follows it says how it ended.
    this.#socket.addEventListener('error', () => {})
    this.#socket.addEventListener('close', ({ code, reason }) => this.#end({ code, reason, isOurs: false }))
    this.#socket.addEventListener('message', ({ data }) => this.#take(data))
    this.#listen()
  }

  /** Its messages, to the last that has come. */
  async *messages(): AsyncGenerator<FeedMessage, void> {
    for (;;) {
      const message = this.#waiting.shift()
      if (message) yield message
      else if (this.closing) return
      else await new Promise<void>(resolve => (this.#wake = resolve))
    }
  }

  /** Has something done once it has ended. */
  ended(release: () => void): void {
    this.#release = release
    if (this.closing) release()
  }

  /** Gives it up; what has come may still be read. */
  close(reason = ''): void {
    this.#end({ code: OURS, reason, isOurs: true })
    this.#socket.close(OURS, reason)
  }

  #take(data: unknown): void {
    if (this.closing) return
    this.#listen()
    this.#waiting.push(messageOf(data))
    if (this.#waiting.length >= MOST_WAITING) this.close('what has come is to be read first')
    this.#wake()
  }

  /** Of a network that has gone nobody tells. */
  #listen(): void {
    this.#calm()
    this.#calm = this.#time.after(SILENCE_MS, () => {
      this.#end({ code: UNSAID, reason: 'nothing was heard for too long', isOurs: false })
      this.#socket.close()
    })
  }

  #end(closing: Closing): void {
    this.#calm()
    this.closing ??= closing
    this.#release()
    this.#release = () => {}
    this.#wake()
  }
}

/** The contract vouches for what nexus sends. */
const messageOf = (data: unknown) => JSON.parse(String(data)) as FeedMessage

import { isProblem } from '@azora/contracts/problem'
import type { FeedEvent, FeedGap, FeedReadQuery } from '../generated/nexus.js'
import { read } from '../runtime/answer.js'
import { isCallFailed } from '../runtime/failures.js'
import { fullJitter } from '../runtime/full-jitter.js'
import { onAbort } from '../runtime/on-abort.js'
import { randomId } from '../runtime/random-id.js'
import { systemTime, type Time, within } from '../runtime/time.js'
import { type TokenSource, Tokens } from '../runtime/tokens.js'
import type { RawResponse } from '../runtime/transport.js'
import { target } from '../runtime/url.js'
import { FeedLink, type FeedMessage, UNSAID } from './feed-link.js'
import { type WebSocketClass, webSocketClass } from './web-socket.js'

/** What the feed tells: an event, or that some are missing. After either it goes on from its `cursor`. */
export type FeedItem = FeedEvent | FeedGap

/** What happens to the connection. */
export type FeedNotice =
  | { kind: 'connected' }
  | { kind: 'disconnected'; code: number; reason: string; retryInMs: number }

/** The options of {@link followFeed}; those of the query choose what is told. */
export interface FeedOptions extends FeedReadQuery {
  /** Where nexus answers, such as `http://127.0.0.1:4000/nexus`. A function is asked before each connection. */
  url: string | (() => string)
  /** An access token, or where to get one. */
  token?: string | TokenSource
  /** Ends the iteration when aborted. */
  signal?: AbortSignal | undefined
  /** What opens WebSockets. Default: that of the browser, or of Node from 22 on. */
  webSocket?: WebSocketClass
  /** Told of what happens to the connection. */
  notice?: (notice: FeedNotice) => void
  /** The clock and the dice. Default: the real ones. */
  time?: Time
}

const PATH = '/v1/feed'
const PROTOCOL = 'azora'
const PAUSES = { firstMs: 250, longestMs: 15_000 }
const REMEMBERED = 10_000
const UNAUTHENTICATED = 401
/** What is refused for now. */
const PASSING: ReadonlySet<number> = new Set([408, 425, 429])
const SERVER_FAULT = 500
const ANSWER_MS = 15_000

/**
 * Follows the events of all services, each once, those of a key in their order.
 *
 * When the connection ends, whoever ended it, another is made and the feed goes on from the last cursor, with pauses of full jitter for as
 * long as it takes. What waits to be read is bounded. Ends when the signal is aborted.
 *
 * @throws the problem with which the platform refuses it: a cursor that is none, say, or a permission that is missing
 */
export async function* followFeed(options: FeedOptions): AsyncGenerator<FeedItem, void> {
  const follower = new Follower(options)
  while (!follower.isOver) {
    const link = await follower.connect()
    if (!link) continue
    try {
      for await (const message of link.messages()) if (follower.isNew(message)) yield message
    } finally {
      link.close()
    }
    await follower.pause(link)
  }
}

/** What is known from one connection to the next. */
class Follower {
  readonly #options: FeedOptions
  readonly #tokens: Tokens
  readonly #time: Time
  readonly #signal: AbortSignal
  readonly #told = new Set<string>()
  #cursor: string | undefined
  #failures = 0
  /** Whether the connection has said anything yet. */
  #isTold = false
  #token: string | undefined
  /** The token to use next, instead of one that was refused. */
  #renewed: string | undefined

  constructor(options: FeedOptions) {
    this.#options = options
    this.#tokens = new Tokens(options.token)
    this.#time = options.time ?? systemTime
    this.#signal = options.signal ?? new AbortController().signal
    this.#cursor = options.cursor
  }

  /** Whether nothing more is to be told. */
  get isOver(): boolean {
    return this.#signal.aborted
  }

  /** Undefined where there is no token for now: then it has paused. */
  async connect(): Promise<FeedLink | undefined> {
    const webSocket = webSocketClass(this.#options.webSocket)
    this.#isTold = false
    try {
      this.#token = this.#renewed ?? (await this.#tokens.current())
      this.#renewed = undefined
    } catch (error) {
      await this.#rest(UNSAID, passing(error))
      return undefined
    }
    const bearer = this.#token === undefined ? [] : [`${PROTOCOL}.bearer.${this.#token}`]
    const url = this.#address.replace(/^http/, 'ws')
    const link = new FeedLink({ url, protocols: [PROTOCOL, ...bearer], webSocket, time: this.#time })
    link.ended(onAbort(this.#signal, () => link.close()))
    return link
  }

  /** Takes note of a message; true for one that is to be told. A carrier may repeat an event. */
  isNew(message: FeedMessage): message is FeedItem {
    if (!this.#isTold) this.#options.notice?.({ kind: 'connected' })
    this.#isTold = true
    this.#failures = 0
    this.#cursor = message.cursor
    if (message.kind !== 'event') return message.kind === 'gap'
    const { id } = message.event
    if (this.#told.has(id)) return false
    this.#told.add(id)
    if (this.#told.size > REMEMBERED) for (const oldest of this.#told) return this.#told.delete(oldest)
    return true
  }

  /** Waits before the next connection. @throws the problem, if the platform will not have it */
  async pause({ closing, isOpened }: FeedLink): Promise<void> {
    if (!closing || closing.isOurs || this.isOver) return
    const { code, reason } = closing
    if (!isOpened || code === EXPIRED) await this.#refused()
    await this.#rest(code, reason)
  }

  async #rest(code: number, reason: string): Promise<void> {
    const { random } = this.#time
    const retryInMs = fullJitter(++this.#failures, { ...PAUSES, random })
    this.#options.notice?.({ kind: 'disconnected', code, reason, retryInMs })
    await this.#time.wait(retryInMs, this.#signal).catch(() => undefined)
  }

  /** Asks why there is no WebSocket, for a WebSocket does not say: the same by a plain request. */
  async #refused(): Promise<void> {
    const requestId = randomId()
    const response = await this.#asked(requestId)
    if (!response || isPassing(response.status)) return
    if (response.status === UNAUTHENTICATED && (await this.#hasAnother(this.#token))) return
    read(response, { requestId, attempts: this.#failures + 1 })
  }

  /** Whether there is another token instead of one that was refused, or may be soon. */
  async #hasAnother(refused: string | undefined): Promise<boolean> {
    if (refused === undefined) return false
    try {
      this.#renewed = await this.#tokens.renewed(refused)
      return this.#renewed !== undefined
    } catch (error) {
      passing(error)
      return true
    }
  }

  /** Undefined where nothing is answered in time. */
  async #asked(requestId: string): Promise<RawResponse | undefined> {
    const token = this.#token
    const headers = { 'x-request-id': requestId, ...(token && { authorization: `Bearer ${token}` }) }
    const ask = async (own: AbortSignal) => {
      const response = await fetch(this.#address, { headers, signal: own })
      const text = await response.text()
      return { status: response.status, headers: Object.fromEntries(response.headers), text }
    }
    const limit = { ms: ANSWER_MS, time: this.#time, signal: this.#signal, late }
    return within(limit, ask).catch(() => undefined)
  }

  get #address(): string {
    const { url, type, service, key, request } = this.#options
    const base = typeof url === 'function' ? url() : url
    const query = { cursor: this.#cursor, type, service, key, request }
    return `${base.replace(/(?<!\/)\/+$/, '')}${target(PATH, { query })}`
  }
}

const EXPIRED = 4_401
/** Why there is no token for now. @throws what will not pass */
function passing(error: unknown): string {
  if (isCallFailed(error) || (isProblem(error) && isPassing(error.status))) return error.message
  throw error
}

const late = () => new Error('nothing was answered in time')
const isPassing = (status: number) => status >= SERVER_FAULT || PASSING.has(status)

import { isProblem, ServiceUnavailable } from '@azora/contracts'
import { bulkhead } from '../../resilience/bulkhead.js'
import type { Kit } from '../../resource.js'
import type { History } from '../transport/transport.js'
import type { FeedItem } from './feed-item.js'
import { FeedReading } from './feed-reading.js'
import type { FeedWindow, WindowSize } from './feed-window.js'
import { type FeedChoice, Follower, type Step } from './follower.js'

/** What a feed tells while it is followed: also, where nothing else is to be told, that it still is. */
export type FeedMessage = FeedItem | { kind: 'heartbeat'; cursor: string }

/** What somebody asks a feed for. */
export interface FeedRequest extends FeedChoice {
  /** The last that was seen; undefined: with what is appended from now on. */
  cursor: string | undefined
}

/** The options of {@link EventFeed}. */
export interface EventFeedOptions {
  /** How much of the log's end is kept in memory, for all who follow. Default 2,000 events, 8 MiB. */
  window?: WindowSize
  /** Default 15,000. */
  heartbeatMs?: number
  /** How long whoever asks waits for a log that is away. Default 5,000. */
  patienceMs?: number
}

const WINDOW = { events: 2_000, bytes: 8 * 1_048_576 }
const HEARTBEAT_MS = 15_000
const PATIENCE_MS = 5_000
const LOOK_MS = 1_000
const RETRY_MS = 100
/** How many read the log for themselves at once; the others wait. */
const READS = 4
const PAGE = 100

/**
 * Tells of what is appended to a log, in order for each key, to any number who follow.
 *
 * However many they are, the end of the log is read once. Who is behind reads it for himself, no faster than he takes what he
 * is told, and a few at a time. While the log is away they wait.
 */
export class EventFeed {
  readonly #reading: FeedReading
  readonly #reads = bulkhead({ capacity: READS, queue: Number.POSITIVE_INFINITY })
  readonly #heartbeatMs: number
  readonly #patienceMs: number
  #kit: Pick<Kit, 'log'> | undefined

  constructor(history: History, options: EventFeedOptions = {}) {
    const { window = WINDOW, heartbeatMs = HEARTBEAT_MS, patienceMs = PATIENCE_MS } = options
    this.#reading = new FeedReading(history, window)
    this.#heartbeatMs = heartbeatMs
    this.#patienceMs = patienceMs
  }

  start(kit: Pick<Kit, 'log'>): void {
    this.#kit = kit
    this.#reading.start(kit)
  }

  async stop(): Promise<void> {
    await this.#reading.stop()
  }

  /**
   * Follows the log until the signal is aborted, which also lets go of everything. Tells as many messages at a time as there are by then;
   * the first is a heartbeat or a gap. Who is up to date shares each event's message, the very object, with all others who are.
   *
   * @throws {InvalidRequest} If the cursor is none. {ServiceUnavailable} If the log cannot be reached.
   */
  async follow(request: FeedRequest, signal: AbortSignal): Promise<AsyncIterable<readonly FeedMessage[]>> {
    return this.#told(await this.#joined(request, signal), signal)
  }

  /** What there is after a cursor by now, some hundreds at most. @throws as {@link follow} does. */
  async page({ cursor, ...choice }: FeedRequest): Promise<{ items: FeedItem[]; cursor: string }> {
    const over = new AbortController()
    const reading = this.#reading
    const window = await this.#opened()
    const parts = { reading, reads: this.#reads }
    const follower = new Follower(parts, window, { choice, signal: over.signal })
    try {
      if (cursor !== undefined) await follower.resume(cursor)
      const items = await unlessAway(() => this.#collected(follower))
      return { items, cursor: follower.cursor }
    } finally {
      over.abort()
      follower.end()
    }
  }

  async #opened(): Promise<FeedWindow> {
    const endsAt = performance.now() + this.#patienceMs
    for (;;) {
      try {
        return await this.#reading.open()
      } catch (error) {
        const leftMs = endsAt - performance.now()
        if (leftMs <= 0) throw away(error)
        await this.#reading.heard(Math.min(RETRY_MS, leftMs))
      }
    }
  }

  /** Up to where the log ended when it was begun. What carries the events may send them only once it is asked. */
  async #collected(follower: Follower): Promise<FeedItem[]> {
    const items: FeedItem[] = []
    for (let waitsSince = Number.POSITIVE_INFINITY; ; ) {
      const step = await follower.next()
      const { isWaiting } = step
      items.push(...step.items)
      if (follower.isLive || items.length >= PAGE || isAll(step)) return items
      waitsSince = isWaiting ? Math.min(waitsSince, performance.now()) : Number.POSITIVE_INFINITY
      if (performance.now() - waitsSince > this.#patienceMs) throw away()
      if (isWaiting) await this.#reading.heard(RETRY_MS)
    }
  }

  async #joined({ cursor, ...choice }: FeedRequest, signal: AbortSignal): Promise<Follower> {
    signal.throwIfAborted()
    const reading = this.#reading
    reading.join()
    signal.addEventListener('abort', () => reading.leave(), { once: true })
    await this.#reached(signal)
    if (!reading.window) throw away()
    const parts = { reading, reads: this.#reads }
    const follower = new Follower(parts, reading.window, { choice, signal })
    signal.addEventListener('abort', () => follower.end(), { once: true })
    if (cursor !== undefined) await unlessAway(() => follower.resume(cursor))
    return follower
  }

  async #reached(signal: AbortSignal): Promise<void> {
    const endsAt = performance.now() + this.#patienceMs
    const leftMs = () => endsAt - performance.now()
    while (!this.#reading.window && !signal.aborted && leftMs() > 0)
      await this.#reading.grown.beyond(this.#reading.grown.rings, leftMs(), signal)
  }

  async *#told(follower: Follower, signal: AbortSignal): AsyncGenerator<readonly FeedMessage[]> {
    let toldAt = Number.NEGATIVE_INFINITY
    while (!signal.aborted) {
      if (performance.now() - toldAt >= this.#heartbeatMs) {
        yield [{ kind: 'heartbeat', cursor: follower.cursor }]
        toldAt = performance.now()
      }
      const { grown, news } = this.#reading
      const known = { grown: grown.rings, news: news.rings }
      const { items, isEnd } = await this.#found(follower)
      if (items.length > 0) {
        yield items
        toldAt = performance.now()
      }
      if (!isEnd) continue
      const restMs = Math.min(LOOK_MS, Math.max(0, toldAt + this.#heartbeatMs - performance.now()))
      if (follower.isLive) await grown.beyond(known.grown, restMs, signal)
      else await news.beyond(known.news, restMs, signal)
    }
  }

  /** Of a log that is away nothing is found; the reading of the process tells about it. */
  async #found(follower: Follower): Promise<Step> {
    try {
      return await follower.next()
    } catch (error) {
      this.#kit?.log.debug('a follower of the log could not read it', { error })
      return { items: [], isEnd: true, isWaiting: false }
    }
  }
}

/** Whether the log has nothing beyond, sent or not. */
const isAll = ({ isEnd, isWaiting }: Step) => isEnd && !isWaiting

const away = (cause?: unknown) =>
  new ServiceUnavailable('The log of events cannot be reached right now.', { cause })

/** @throws {ServiceUnavailable} Where the log is away; problems as they are. */
async function unlessAway<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw isProblem(error) ? error : away(error)
  }
}

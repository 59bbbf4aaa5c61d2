import { type CloudEvent, InvalidRequest, type Problem } from '@azora/contracts'
import { newId } from '../../new-id.js'
import type { Bulkhead } from '../../resilience/bulkhead.js'
import { LANES } from '../lane.js'
import { cursorOf, type FeedCursor } from './feed-cursor.js'
import type { FeedItem, GapReason } from './feed-item.js'
import type { FeedReading } from './feed-reading.js'
import { cursorAt, endsOf, type FeedWindow, type Kept, type Placed, type Spot } from './feed-window.js'
import { inTime } from './in-time.js'

/** Which events somebody follows. */
export interface FeedChoice {
  types: RegExp
  wants: (event: CloudEvent) => boolean
}

/** What was found next. */
export interface Step {
  /** What is wanted of it. */
  items: FeedItem[]
  /** Nothing lies beyond, as far as is known by now. */
  isEnd: boolean
  /** Nothing has come, although the log is known to have more. */
  isWaiting: boolean
}

/** What followers of a process share. */
export interface Following {
  reading: FeedReading
  /** Lets so many read the log for themselves at once. */
  reads: Bulkhead
}

/** The most that is read of a lane, or taken from the window, at once. */
const PAGE = 8
const BATCH = 64

/** One who follows: from the window if it reaches back far enough, else from the log until it does. */
export class Follower {
  readonly #following: Following
  readonly #choice: FeedChoice
  readonly #reader = `azora.feed@${newId()}`
  readonly #signal: AbortSignal
  #window: FeedWindow
  #spots: readonly Spot[]
  /** The number of the next event of the window; undefined while the log is read. */
  #next: number | undefined
  /** Whether it has seen nothing beyond the window's events up to the next. */
  #isAbreast = false
  #gap: GapReason | undefined
  #hasRead = false

  /** Begins at the end of the log. */
  constructor(
    following: Following,
    window: FeedWindow,
    options: { choice: FeedChoice; signal: AbortSignal },
  ) {
    this.#following = following
    this.#choice = options.choice
    this.#signal = options.signal
    this.#window = window
    this.#spots = window.end
    this.#next = window.next
  }

  /** The place up to which everything that is wanted was given. */
  get cursor(): string {
    return cursorAt(this.#window.log, this.#spots)
  }

  /** Whether the window is all that has to be looked at. */
  get isLive(): boolean {
    return this.#next !== undefined
  }

  /** Goes on from a cursor instead. @throws {InvalidRequest} If it is none. */
  async resume(text: string): Promise<void> {
    const cursor = cursorOf(text)
    if (!cursor) throw notOurs()
    if (cursor.log !== this.#window.log) return this.#startOver('another-log', this.#window)
    this.#spots = spotsOf(cursor, this.#window)
    this.#meetWindow()
    if (!this.isLive) await this.#skipGone()
  }

  /** What comes next. Rejects while the log is away. */
  async next(): Promise<Step> {
    const { window = this.#window } = this.#following.reading
    if (window.log !== this.#window.log) await this.#startOver('another-log', window)
    if (this.#gap) return { items: [this.#tellGap(this.#gap)], isEnd: false, isWaiting: false }
    if (this.#next !== undefined && this.#next < this.#window.first) this.#next = undefined
    return this.#next === undefined ? this.#fromLog() : this.#fromWindow(this.#next)
  }

  /** Lets go of what was made ready for it. */
  end(): void {
    if (!this.#hasRead) return
    const { history } = this.#following.reading
    for (let lane = 0; lane < LANES; lane++) history.release?.(this.#reader, lane)
    this.#hasRead = false
  }

  #fromWindow(number: number): Step {
    const batch = this.#window.from(number, BATCH)
    this.#next = number + batch.length
    const items = batch.flatMap(kept => this.#passKept(kept))
    return { items, isEnd: this.#next === this.#window.next, isWaiting: false }
  }

  /** Whoever has seen no more than everything up to an event is told what all are told who have. */
  #passKept(kept: Kept): readonly FeedItem[] {
    const { placed, after } = kept
    if (!this.#isAbreast && this.#isAhead(after)) return this.#pass(placed)
    const isNew = placed.place > this.#placeIn(placed.lane)
    this.#isAbreast = true
    this.#spots = after
    return isNew && this.#isWanted(placed.event) ? [kept.item] : []
  }

  async #fromLog(): Promise<Step> {
    const { reading, reads } = this.#following
    const { types } = this.#choice
    const cursors = new Map(this.#spots.map(({ pos }, lane) => [lane, pos]))
    const ends = new Map(this.#window.end.map(({ pos }, lane) => [lane, pos]))
    const request = { reader: this.#reader, cursors, ends, types, most: PAGE }
    this.#hasRead = true
    const pages = await reads.execute(() => reading.history.read(request), this.#signal)
    const items = inTime(pages.map(page => this.#window.placed(page))).flatMap(placed => this.#pass(placed))
    const isMoved = pages.some(({ lane, readTo }) => readTo !== cursors.get(lane))
    for (const { lane, readTo } of pages) this.#spots = this.#spots.with(lane, this.#window.spot(readTo))
    this.#meetWindow()
    const isWaiting = !isMoved && pages.some(({ hasMore }) => hasMore)
    return { items, isEnd: !isMoved && !this.isLive, isWaiting }
  }

  /** Takes note of an event; gives it if it is wanted and was not given before. */
  #pass({ lane, pos, place, event }: Placed): FeedItem[] {
    if (place <= this.#placeIn(lane)) return []
    this.#spots = this.#spots.with(lane, { pos, place })
    return this.#isWanted(event) ? [{ kind: 'event', event, cursor: this.cursor }] : []
  }

  #isWanted(event: CloudEvent): boolean {
    const { types, wants } = this.#choice
    return types.test(event.type) && wants(event)
  }

  #placeIn(lane: number): bigint {
    return this.#spots[lane]?.place ?? -1n
  }

  /** Whether it has read further in some lane, by itself. */
  #isAhead(spots: readonly Spot[]): boolean {
    return this.#spots.some(({ place }, lane) => place > (spots[lane]?.place ?? -1n))
  }

  #meetWindow(): void {
    this.#isAbreast = false
    this.#next = this.#window.covers(this.#spots) ? this.#window.first : undefined
    if (this.isLive) this.end()
  }

  /** Leaves out what is no longer kept. */
  async #skipGone(): Promise<void> {
    const starts = endsOf(await this.#following.reading.history.edges(), 'start')
    const spots = starts.map(pos => this.#window.spot(pos))
    const isGone = (spot: Spot, lane: number) => this.#placeIn(lane) < spot.place
    if (!spots.some(isGone)) return
    this.#gap = 'no-longer-kept'
    this.#spots = this.#spots.map((spot, lane) => {
      const start = spots[lane]
      return start && isGone(start, lane) ? start : spot
    })
  }

  /** Reads a log it does not know from its beginning: nothing of it has been given. */
  async #startOver(reason: GapReason, window: FeedWindow): Promise<void> {
    const starts = endsOf(await this.#following.reading.history.edges(), 'start')
    this.#window = window
    this.#gap = reason
    this.#spots = starts.map(pos => this.#window.spot(pos))
    this.#meetWindow()
  }

  #tellGap(reason: GapReason): FeedItem {
    this.#gap = undefined
    return { kind: 'gap', reason, cursor: this.cursor }
  }
}

function spotsOf({ positions }: FeedCursor, window: FeedWindow): Spot[] {
  try {
    return positions.map(pos => window.spot(pos))
  } catch {
    throw notOurs()
  }
}

function notOurs(): Problem {
  return new InvalidRequest('This is no cursor of this feed.', {
    errors: [{ in: 'query', pointer: '/cursor', message: 'expected a cursor as the feed gave it' }],
  })
}

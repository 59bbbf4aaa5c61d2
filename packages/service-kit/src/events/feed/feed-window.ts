import type { CloudEvent } from '@azora/contracts'
import type { Edges, LanePage } from '../transport/lanes/lane-log.js'
import type { History } from '../transport/transport.js'
import { cursorText } from './feed-cursor.js'
import type { FeedItem } from './feed-item.js'
import { inTime } from './in-time.js'

/** A position in a lane, and what it is compared by. */
export interface Spot {
  pos: string
  place: bigint
}

/** An event as it was read, with its place. */
export interface Placed extends Spot {
  lane: number
  event: CloudEvent
}

/** An event of the window. */
export interface Kept {
  placed: Placed
  /** The place in every lane of whoever has seen everything up to it. */
  after: readonly Spot[]
  /** What those are told who have: one object for all of them. */
  readonly item: FeedItem
}

/** How much is kept, and how large an event is taken to be beside its data. */
export interface WindowSize {
  events: number
  bytes: number
}

/**
 * The last events of a log, in the order they were read. Whoever has seen everything before them reads on here instead of in the log.
 */
export class FeedWindow {
  /** The identity of the log. */
  readonly log: string
  readonly #size: WindowSize
  readonly #place: History['place']
  /** Everything up to here is not here, or no more. */
  readonly #base: Spot[]
  #end: readonly Spot[]
  readonly #events: { kept: Kept; bytes: number }[] = []
  #first = 0
  #bytes = 0

  constructor(log: string, ends: readonly string[], parts: { size: WindowSize; place: History['place'] }) {
    this.log = log
    this.#size = parts.size
    this.#place = parts.place
    this.#base = ends.map(pos => this.spot(pos))
    this.#end = this.#base.slice()
  }

  /** The position in each lane up to which events have been added. */
  get end(): readonly Spot[] {
    return this.#end
  }

  /** The number of the first event that is here; numbers grow by one. */
  get first(): number {
    return this.#first
  }

  /** The number the next event will have. */
  get next(): number {
    return this.#first + this.#events.length
  }

  /** A position with what it is compared by. @throws {TypeError} If the log has no such positions. */
  spot(pos: string): Spot {
    const place = this.#place(pos)
    if (place === null) throw new TypeError(`${pos} is no position in this log`)
    return { pos, place }
  }

  /** Adds what was read beyond the end; gives up the oldest beyond the size. */
  add(pages: readonly LanePage[]): void {
    for (const placed of inTime(pages.map(page => this.placed(page)))) {
      const bytes = JSON.stringify(placed.event).length
      this.#end = this.#end.with(placed.lane, placed)
      this.#events.push({ kept: kept(this.log, placed, this.#end), bytes })
      this.#bytes += bytes
    }
    for (const { lane, readTo } of pages) this.#end = this.#end.with(lane, this.spot(readTo))
    this.#shrink()
  }

  /** The events of a page with their places. */
  placed({ lane, entries }: LanePage): Placed[] {
    return entries.map(({ pos, event }) => ({ ...this.spot(pos), lane, event }))
  }

  /** Whether whoever has seen everything up to these positions misses nothing by reading on from the first event here. */
  covers(spots: readonly Spot[]): boolean {
    return this.#base.every(({ place }, lane) => (spots[lane]?.place ?? -1n) >= place)
  }

  /** Events from the one of this number on, at most so many. */
  from(number: number, most: number): Kept[] {
    const at = number - this.#first
    return this.#events.slice(at, at + most).map(each => each.kept)
  }

  #shrink(): void {
    let gone = 0
    while (this.#bytes > this.#size.bytes || this.#events.length - gone > this.#size.events) {
      const oldest = this.#events[gone++]
      if (!oldest) break
      this.#bytes -= oldest.bytes
      const { placed } = oldest.kept
      this.#base[placed.lane] = placed
    }
    this.#events.splice(0, gone)
    this.#first += gone
  }
}

/** Its item is made when it is first told. */
function kept(log: string, placed: Placed, after: readonly Spot[]): Kept {
  let item: FeedItem | undefined
  return {
    placed,
    after,
    get item() {
      item ??= { kind: 'event', event: placed.event, cursor: cursorAt(log, after) }
      return item
    },
  }
}

/** The cursor of a place in all lanes. */
export const cursorAt = (log: string, spots: readonly Spot[]) =>
  cursorText({ log, positions: spots.map(({ pos }) => pos) })

/** The end of each lane, by its number. */
export const endsOf = (edges: ReadonlyMap<number, Edges>, edge: keyof Edges) =>
  [...edges].toSorted(([one], [other]) => one - other).map(([, each]) => each[edge])

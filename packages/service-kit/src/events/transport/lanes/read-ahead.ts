import type { CloudEvent } from '@azora/contracts'
import type { LanePage } from './lane-log.js'

/** Something of a lane, in the order of its place. */
export interface Sent {
  pos: number
  /** What it carries; null for what is not wanted. */
  event: CloudEvent | null
}

interface Ahead extends Sent {
  giveUp: () => void
}

/** What a broker has sent of one lane to one reader, ahead of what that has dealt with. */
export class ReadAhead {
  readonly lane: number
  readonly #ahead: Ahead[] = []
  #from: number
  #to: number
  #isEnded = false

  constructor(lane: number, cursor: number) {
    this.lane = lane
    this.#from = cursor
    this.#to = cursor
  }

  /** Up to where everything has come. */
  get to(): number {
    return this.#to
  }

  /** How much waits, wanted or not. */
  get size(): number {
    return this.#ahead.length
  }

  /** Whether reading can go on from a cursor: not if what follows it was given up already. */
  reaches(cursor: number): boolean {
    return cursor >= this.#from
  }

  /** Takes what comes, unless it has it. Told once that is given up: it is dealt with, or nobody reads any more. */
  add({ pos, event }: Sent, giveUp: () => void = () => {}): void {
    if (this.#isEnded || pos <= this.#to) return giveUp()
    this.#ahead.push({ pos, event, giveUp })
    this.#to = pos
  }

  /** What has come beyond a cursor; everything up to it is given up. There is more if the lane is known to end further on. */
  page(cursor: number, most: number, end = 0): LanePage {
    this.#giveUp(cursor)
    const wanted = this.#ahead.flatMap(({ pos, event }) => (event ? [{ pos: String(pos), event }] : []))
    const entries = wanted.slice(0, most)
    const isAll = entries.length === wanted.length
    const readTo = isAll ? String(this.#to) : (entries.at(-1)?.pos ?? String(cursor))
    // Of what is not wanted more is sent only once it is given up, by reading on.
    const isPassed = entries.length === 0 && readTo !== String(cursor)
    return { lane: this.lane, entries, readTo, hasMore: !isAll || isPassed || Number(readTo) < end }
  }

  /** How many events have come and wait beyond a cursor. */
  waiting(cursor: number): number {
    return this.#ahead.filter(({ pos, event }) => event !== null && pos > cursor).length
  }

  /** Wants nothing more. */
  end(): void {
    this.#isEnded = true
    this.#giveUp(Number.POSITIVE_INFINITY)
  }

  #giveUp(cursor: number): void {
    const first = this.#ahead.findIndex(({ pos }) => pos > cursor)
    const done = this.#ahead.splice(0, first < 0 ? this.#ahead.length : first)
    for (const { giveUp } of done) giveUp()
    this.#from = Math.max(this.#from, cursor)
    this.#to = Math.max(this.#to, this.#from)
  }
}

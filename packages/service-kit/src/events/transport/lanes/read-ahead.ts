import type { CloudEvent } from '@azora/contracts'
import type { ConsumeMessage } from 'amqplib'
import { carriedEvent } from '../carried-event.js'
import type { LanePage } from '../lanes/lane-log.js'

/** How many messages of a lane the broker sends ahead of what is dealt with. */
export const AHEAD = 1_000

interface Ahead {
  pos: number
  /** What it carries; null for what is not wanted. */
  event: CloudEvent | null
  message: ConsumeMessage
}

/** What the broker has sent of one lane to one subscription. A message is acknowledged, which asks for another, once it is dealt with. */
export class ReadAhead {
  readonly lane: number
  readonly #acknowledge: (message: ConsumeMessage) => void
  readonly #ahead: Ahead[] = []
  #from: number
  #to: number
  #isEnded = false

  constructor(lane: number, cursor: number, acknowledge: (message: ConsumeMessage) => void) {
    this.lane = lane
    this.#acknowledge = acknowledge
    this.#from = cursor
    this.#to = cursor
  }

  /** Whether reading can go on from a cursor: not if what follows it was given up already. */
  reaches(cursor: number): boolean {
    return cursor >= this.#from
  }

  /** Takes a message: its position is one beyond its offset, so that 0 is before all. */
  add(message: ConsumeMessage, types: RegExp): void {
    const pos = Number(message.properties.headers?.['x-stream-offset']) + 1
    if (this.#isEnded || pos <= this.#from) return this.#acknowledge(message)
    const event = carriedEvent(message.content)
    this.#ahead.push({ pos, event: event && types.test(event.type) ? event : null, message })
    this.#to = Math.max(this.#to, pos)
  }

  /** What has come beyond a cursor; everything up to it is given up. */
  page(cursor: number, most: number): LanePage {
    this.#giveUp(cursor)
    const wanted = this.#ahead.flatMap(({ pos, event }) => (event ? { pos: String(pos), event } : []))
    const entries = wanted.slice(0, most)
    const isAll = entries.length === wanted.length
    const readTo = isAll ? String(Math.max(this.#to, cursor)) : (entries.at(-1)?.pos ?? String(cursor))
    // Of what is not wanted more is sent only once it is given up, by reading on.
    const hasMore = !isAll || (entries.length === 0 && readTo !== String(cursor))
    return { lane: this.lane, entries, readTo, hasMore }
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
    for (const { message } of done) this.#acknowledge(message)
    this.#from = Math.max(this.#from, cursor)
  }
}

import type { CloudEvent } from '@azora/contracts'
import { laneOf } from '../../lane.js'

/** A message of a partition. */
export interface Message {
  offset: string
  /** What it carries, or null if that is not wanted. */
  event: CloudEvent | null
}

interface Entry {
  offset: bigint
  event: CloudEvent | null
  lane: number
  isDone: boolean
}

/** A partition while it is this instance's: what was read of it and has not been dealt with, lane by lane. */
export class Partition {
  readonly number: number
  /** Set when the group gives it to somebody, this instance perhaps, anew: nothing more of it is begun. */
  isLost = false
  readonly #entries: Entry[] = []
  #next: bigint | undefined
  #noted: bigint | undefined

  constructor(number: number) {
    this.number = number
  }

  /** Offset up to which everything is dealt with; undefined before anything was read. */
  get position(): bigint | undefined {
    return this.#entries[0]?.offset ?? this.#next
  }

  /** How many events wait. */
  get waiting(): number {
    return this.#entries.reduce((sum, { isDone }) => sum + (isDone ? 0 : 1), 0)
  }

  /** Takes what was read, in order; what it has already is left out. */
  add(messages: readonly Message[]): void {
    for (const { offset: text, event } of messages) {
      const offset = BigInt(text)
      if (this.#next !== undefined && offset < this.#next) continue
      this.#noted ??= offset
      this.#next = offset + 1n
      this.#entries.push({ offset, event, lane: event ? laneOf(event.partitionkey) : -1, isDone: !event })
    }
    this.#drop()
  }

  /** The lanes that have events. */
  lanes(): Set<number> {
    return new Set(this.#entries.flatMap(({ lane, isDone }) => (isDone ? [] : lane)))
  }

  /** The next events of a lane. */
  chunk(lane: number, most: number): CloudEvent[] {
    return this.#of(lane, most).flatMap(({ event }) => event ?? [])
  }

  /** Notes that the next so many events of a lane are dealt with. */
  done(lane: number, count: number): void {
    for (const entry of this.#of(lane, count)) entry.isDone = true
    this.#drop()
  }

  /** The position if it has moved since it was last noted. */
  moved(): bigint | undefined {
    return this.position === this.#noted ? undefined : this.position
  }

  noted(position: bigint): void {
    this.#noted = position
  }

  #of(lane: number, most: number): Entry[] {
    return this.#entries.filter(entry => entry.lane === lane && !entry.isDone).slice(0, most)
  }

  #drop(): void {
    const first = this.#entries.findIndex(({ isDone }) => !isDone)
    this.#entries.splice(0, first < 0 ? this.#entries.length : first)
  }
}

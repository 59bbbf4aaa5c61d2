import type { CloudEvent } from '@azora/contracts'
import { at } from '../fault-point.js'
import type { History } from '../transport/transport.js'
import type { ReplayEnds } from './replay-rows.js'

/** Where in the log somebody reads on. */
export interface Place {
  reader: string
  lane: number
  cursor: string
  types: RegExp
}

/** What was read from a place. */
export interface ReplayPage {
  events: CloudEvent[]
  /** Where to go on; undefined at the end. */
  next: string | undefined
  /** Whether there is more that has not come yet. */
  isWaiting: boolean
}

const CHUNK = 50

/** Reads the log lane by lane, up to where it ended when that was asked for, and what has come since as far as it is there. */
export class LogReader {
  readonly #history: History
  /** Which lane each reader has begun and not finished. */
  readonly #begun = new Map<string, number>()

  constructor(history: History) {
    this.#history = history
  }

  identity(): Promise<string> {
    return this.#history.identity()
  }

  /** Where each lane ends: beyond everything that has been published by now. */
  async ends(): Promise<ReplayEnds> {
    const edges = await at('replay.edges', () => this.#history.edges())
    return Object.fromEntries([...edges].map(([lane, { end }]) => [lane, end]))
  }

  async page({ reader, lane, cursor, types }: Place, ends: ReplayEnds): Promise<ReplayPage> {
    const request = {
      reader,
      cursors: new Map([[lane, cursor]]),
      ends: new Map([[lane, ends[lane] ?? '0']]),
      types,
      most: CHUNK,
    }
    this.#begun.set(reader, lane)
    const [page] = await at('replay.read', () => this.#history.read(request))
    const events = page?.entries.map(({ event }) => event) ?? []
    if (page && !page.hasMore) {
      this.letGo(reader)
      return { events, next: undefined, isWaiting: false }
    }
    const next = page?.readTo ?? cursor
    return { events, next, isWaiting: next === cursor }
  }

  /** A reader does not go on, for now. */
  letGo(reader: string): void {
    const lane = this.#begun.get(reader)
    this.#begun.delete(reader)
    if (lane !== undefined) this.#history.release?.(reader, lane)
  }

  /** No reader does. */
  letAllGo(): void {
    for (const reader of this.#begun.keys()) this.letGo(reader)
  }
}

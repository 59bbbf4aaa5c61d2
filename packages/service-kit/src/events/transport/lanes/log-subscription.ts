import { setMaxListeners } from 'node:events'
import { at } from '../../fault-point.js'
import { LANES } from '../../lane.js'
import { type Next, Pump } from '../../pump.js'
import type { Turns } from '../../turns.js'
import { type Insistence, insist } from '../insist.js'
import { MAX_BATCH, type Subscription } from '../transport.js'
import type { HeldLane } from './lane-leases.js'
import type { LaneLog, LanePage } from './lane-log.js'

/** A lane this instance reads. */
interface Lane {
  lane: number
  cursor: string
  /** Whether the cursor was moved since it was last noted. */
  isMoved: boolean
  /** What is being dealt with. */
  dealing: Promise<void> | undefined
  /** Set when the lane is to be given back, or is lost: nothing more of it is begun. */
  isLeaving: boolean
}

/** The options of {@link LogSubscription}. */
export interface LogSubscriptionOptions {
  log: LaneLog
  subscription: Subscription
  /** How much is received at once, over all subscriptions of the process. */
  turns: Turns
  /** Whether the leases have not lapsed: once they have, others may have the lanes, and nothing more is begun. */
  mayBegin: () => boolean
  failed: (error: unknown, times: number) => void
}

const SWEEP_MS = 1_000
const CHUNK = 50

/** Reads the lanes this instance holds and hands their events on: lanes beside each other, each in order. */
export class LogSubscription {
  readonly name: string
  readonly #options: LogSubscriptionOptions
  readonly #lanes = new Map<number, Lane>()
  /** Lanes that were dropped at work. They are not taken again before that has ended: calls for a lane never overlap. */
  readonly #ending = new Map<number, Promise<void>>()
  readonly #pump: Pump
  readonly #stopped = new AbortController()
  readonly #insistence: Insistence
  /** How often there may have been something to read. */
  #heard = 0

  constructor(options: LogSubscriptionOptions) {
    this.#options = options
    this.name = options.subscription.name
    const { subscription, turns, failed } = options
    this.#insistence = { subscription, turns, failed, stopped: this.#stopped.signal }
    setMaxListeners(LANES, this.#stopped.signal)
    this.#pump = new Pump({ work: () => this.#pass(), failed: options.failed, sweepMs: SWEEP_MS })
  }

  start(): void {
    this.#pump.start()
  }

  /** There may be something to read. */
  wake(): void {
    this.#heard++
    this.#pump.wake()
  }

  /** Takes lanes over and lets go of those that are no longer held; of more than its share it will want to give back. */
  assign(held: readonly HeldLane[], share: number): void {
    const numbers = new Set(held.map(({ lane }) => lane))
    for (const lane of this.#lanes.values()) if (!numbers.has(lane.lane)) this.#drop(lane)
    const isNew = ({ lane }: HeldLane) => !this.#lanes.has(lane) && !this.#ending.has(lane)
    for (const { lane, cursor } of held.filter(isNew)) {
      this.#lanes.set(lane, { lane, cursor, isMoved: false, dealing: undefined, isLeaving: false })
    }
    for (const lane of [...this.#lanes.values()].slice(share)) lane.isLeaving = true
    this.wake()
  }

  /** Lanes nothing is done with any more, to be given back; they are forgotten here. */
  released(): HeldLane[] {
    const idle = [...this.#lanes.values()].filter(({ isLeaving, dealing }) => isLeaving && !dealing)
    for (const lane of idle) this.#drop(lane)
    return idle.map(lane => this.#held(lane))
  }

  /** Lanes whose cursor has moved since this was last asked. */
  moved(): HeldLane[] {
    const moved = [...this.#lanes.values()].filter(({ isMoved }) => isMoved)
    for (const lane of moved) lane.isMoved = false
    return moved.map(lane => this.#held(lane))
  }

  /** Forgets every lane; each begins again where its cursor was last noted. */
  forget(): void {
    for (const lane of this.#lanes.values()) this.#drop(lane)
  }

  lag(): Promise<number> {
    const { log, subscription } = this.#options
    const cursors = this.#cursors([...this.#lanes.values()])
    return log.lag({ reader: this.name, cursors, types: subscription.types })
  }

  /** The same over all instances, by what those of the others have noted. */
  backlog(noted: ReadonlyMap<number, string>): Promise<number> {
    const { log, subscription } = this.#options
    const cursors = new Map([...noted, ...this.#cursors([...this.#lanes.values()])])
    return log.lag({ reader: this.name, cursors, types: subscription.types })
  }

  /** Begins nothing more; resolves when nothing is being dealt with, with the lanes to give back. */
  async stop(): Promise<HeldLane[]> {
    this.#stopped.abort()
    for (const lane of this.#lanes.values()) lane.isLeaving = true
    await at('log-subscription.stop', () => this.#pump.stop())
    await at('log-subscription.end', () =>
      Promise.all(
        [...this.#lanes.values()].flatMap(({ dealing }) => dealing ?? []).concat(...this.#ending.values()),
      ),
    )
    return [...this.#lanes.values()].map(lane => this.#held(lane))
  }

  async #pass(): Promise<Next> {
    const { log, subscription } = this.#options
    const ready = [...this.#lanes.values()].filter(({ dealing, isLeaving }) => !dealing && !isLeaving)
    if (ready.length === 0 || !this.#options.mayBegin()) return 'idle'
    const request = {
      reader: this.name,
      cursors: this.#cursors(ready),
      types: subscription.types,
      most: MAX_BATCH,
    }
    const heard = this.#heard
    const pages = await at('log-subscription.read', () => log.read(request))
    for (const page of pages) this.#take(page, heard)
    return pages.some(({ entries, hasMore }) => entries.length === 0 && hasMore) ? 'again' : 'idle'
  }

  #take(page: LanePage, heard: number): void {
    const lane = this.#lanes.get(page.lane)
    if (!lane || lane.isLeaving || lane.dealing) return
    if (page.entries.length === 0) return move(lane, page.readTo)
    lane.dealing = this.#deal(lane, page).finally(() => {
      lane.dealing = undefined
      // Heard of the log meanwhile, nobody has looked for more of this lane.
      if (heard !== this.#heard || mayHaveMore(lane, page)) this.#pump.wake()
    })
  }

  async #deal(lane: Lane, { entries, readTo }: LanePage): Promise<void> {
    const isOurs = () => !lane.isLeaving && this.#options.mayBegin()
    for (let start = 0; start < entries.length; start += CHUNK) {
      const chunk = entries.slice(start, start + CHUNK)
      const events = chunk.map(({ event }) => event)
      const isDone = await at('log-subscription.chunk', () => insist(this.#insistence, events, isOurs))
      if (!isDone) return
      move(lane, chunk.at(-1)?.pos ?? lane.cursor)
    }
    move(lane, readTo)
  }

  #drop(lane: Lane): void {
    lane.isLeaving = true
    this.#lanes.delete(lane.lane)
    this.#options.log.release?.(this.name, lane.lane)
    if (!lane.dealing) return
    const ending = lane.dealing.finally(() => this.#ending.delete(lane.lane))
    this.#ending.set(lane.lane, ending)
  }

  #held({ lane, cursor }: Lane): HeldLane {
    return { subscription: this.name, lane, cursor }
  }

  #cursors(lanes: readonly Lane[]): Map<number, string> {
    return new Map(lanes.map(({ lane, cursor }) => [lane, cursor]))
  }
}

/** Whether there was more than could be read at once, or not all of it was dealt with. */
function mayHaveMore({ cursor }: Lane, { readTo, hasMore }: LanePage): boolean {
  return hasMore || cursor !== readTo
}

function move(lane: Lane, to: string): void {
  if (to === lane.cursor) return
  lane.cursor = to
  lane.isMoved = true
}

import type { Kit } from '../../resource.js'
import { LANES } from '../lane.js'
import { type Next, Pump } from '../pump.js'
import type { History } from '../transport/transport.js'
import { Bell } from './bell.js'
import { endsOf, FeedWindow, type WindowSize } from './feed-window.js'

const READER = 'azora.feed'
const ALL = /^.*$/
/** The most that is read of a lane at once. */
const PAGE = 32
const SWEEP_MS = 1_000

/**
 * Reads a log from its end, once for all who follow it in this process, and only while somebody does.
 *
 * It waits for none of them: who does not keep up with the window reads the log for himself.
 */
export class FeedReading {
  readonly history: History
  readonly #size: WindowSize
  readonly #pump: Pump
  /** Rings when the window has grown, or is another one. */
  readonly grown = new Bell()
  /** Rings when there may be something new in the log: for those who read it for themselves. */
  readonly news = new Bell()
  #window: FeedWindow | undefined
  #followers = 0
  #deafen: (() => void) | undefined
  #kit: Pick<Kit, 'log'> | undefined
  #identifiedAtMs = 0

  constructor(history: History, size: WindowSize) {
    this.history = history
    this.#size = size
    this.#pump = new Pump({ work: () => this.#pass(), failed: this.#failed, sweepMs: SWEEP_MS })
  }

  start(kit: Pick<Kit, 'log'>): void {
    this.#kit = kit
  }

  /** The last events of the log; undefined until it has been reached. It is another one when the log is. */
  get window(): FeedWindow | undefined {
    return this.#window
  }

  /** Has it read, until as many have left as have joined. */
  join(): void {
    if (this.#followers++ > 0) return
    this.#deafen = this.history.hear(() => {
      this.#pump.wake()
      this.news.ring()
    })
    this.#pump.start()
  }

  leave(): void {
    if (--this.#followers > 0) return
    void this.stop()
  }

  /** Ends reading; resolves when what was begun has ended. */
  async stop(): Promise<void> {
    this.#deafen?.()
    this.#deafen = undefined
    await this.#pump.stop()
    if (this.#deafen) return
    this.#window = undefined
    for (let lane = 0; lane < LANES; lane++) this.history.release?.(READER, lane)
  }

  /** Resolves when the log tells that something may have come, or after so long. */
  heard(ms: number): Promise<void> {
    return new Promise(resolve => {
      const done = () => {
        clearTimeout(timer)
        deafen()
        resolve()
      }
      const deafen = this.history.hear(done)
      const timer = setTimeout(done, ms)
    })
  }

  /** The log as it is now, with nothing in it that was read. Rejects while the log is away. */
  async open(): Promise<FeedWindow> {
    const log = await this.history.identity()
    const ends = endsOf(await this.history.edges(), 'end')
    return new FeedWindow(log, ends, { size: this.#size, place: pos => this.history.place(pos) })
  }

  async #pass(): Promise<Next> {
    if (!(await this.#isKnown())) return 'again'
    const window = this.#window
    if (!window) return 'idle'
    const cursors = new Map(window.end.map(({ pos }, lane) => [lane, pos]))
    const pages = await this.history.read({ reader: READER, cursors, types: ALL, most: PAGE })
    window.add(pages)
    const isMore = pages.some(({ entries }) => entries.length > 0)
    if (isMore) this.#tell()
    return isMore ? 'again' : 'idle'
  }

  /** Looks once a second whether it is still the same log, and begins at the end of one it does not know. */
  async #isKnown(): Promise<boolean> {
    if (this.#window && performance.now() - this.#identifiedAtMs < SWEEP_MS) return true
    const log = await this.history.identity()
    this.#identifiedAtMs = performance.now()
    if (this.#window?.log === log) return true
    this.#window = await this.open()
    this.#tell()
    return false
  }

  #tell(): void {
    this.grown.ring()
    this.news.ring()
  }

  readonly #failed = (error: unknown, times: number): void => {
    if (times === 1) this.#kit?.log.warn('the log of events cannot be followed for now', { error })
  }
}

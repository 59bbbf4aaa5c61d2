import { AsyncLocalStorage } from 'node:async_hooks'
import { fullJitter } from '@azora/sdk/runtime'

/** What to do after a piece of work: the next at once, or when woken, or after so many milliseconds at the latest. */
export type Next = 'again' | 'idle' | { afterMs: number }

/** The options of {@link Pump}. */
export interface PumpOptions {
  /** One piece of work. Failing, it is run again after a pause of full jitter, at most `sweepMs`. */
  work: () => Promise<Next>
  /** Told of each failure, with how many there have been in a row. */
  failed: (error: unknown, times: number) => void
  /** How long to rest at most. */
  sweepMs: number
}

const FIRST_PAUSE_MS = 40

/** Does one kind of work over and over, one piece at a time: at once while there is more, else when woken or swept. */
export class Pump {
  readonly #options: PumpOptions
  /** Whoever wakes it lends it neither his deadline nor his transaction: a request ends, and this goes on. */
  readonly #apart = AsyncLocalStorage.snapshot()
  #running: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined
  #woken = false
  #stopped = true
  #failures = 0

  constructor(options: PumpOptions) {
    this.#options = options
  }

  start(): void {
    this.#stopped = false
    this.wake()
  }

  /** There may be something to do. What is being done now may have missed it, so it is looked for once more. */
  wake(): void {
    this.#woken = true
    if (this.#stopped || this.#running) return
    clearTimeout(this.#timer)
    this.#running = this.#apart(() => this.#run()).finally(() => {
      this.#running = undefined
      // Woken after the last look and before this: it would be forgotten until the next sweep.
      if (this.#woken) this.wake()
    })
  }

  /** Begins nothing more; resolves when what was begun has ended. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    await this.#running
  }

  async #run(): Promise<void> {
    let restMs = 0
    while (this.#woken && !this.#stopped) {
      this.#woken = false
      restMs = await this.#piece()
    }
    if (!this.#stopped) this.#timer = setTimeout(() => this.wake(), restMs)
  }

  async #piece(): Promise<number> {
    try {
      const next = await this.#options.work()
      this.#failures = 0
      if (next === 'again') this.#woken = true
      return typeof next === 'object' ? Math.min(next.afterMs, this.#options.sweepMs) : this.#options.sweepMs
    } catch (error) {
      this.#options.failed(error, ++this.#failures)
      this.#woken = false
      return fullJitter(this.#failures, { firstMs: FIRST_PAUSE_MS, longestMs: this.#options.sweepMs })
    }
  }
}

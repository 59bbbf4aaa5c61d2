import type { Resource } from '../resource.js'

const TICK_MS = 250
/** From here on it is not a busy moment: nobody was answered meanwhile. */
const BLOCKED_MS = 1_000
/** How long a standstill is told of once it is over. */
const TOLD_FOR_MS = 5_000

/**
 * Notices when the process stood still: its event loop was blocked, or it was stopped. While it stands still it answers
 * nobody, which is what probes see; this tells afterwards that it happened, for 5 s, and for how long.
 */
export class EventLoop implements Resource {
  readonly required = false
  #ticker: NodeJS.Timeout | undefined
  #lastTickMs = 0
  #stoodStill = { forMs: 0, untilMs: Number.NEGATIVE_INFINITY }

  start(): void {
    this.#lastTickMs = performance.now()
    this.#ticker = setInterval(() => this.#tick(), TICK_MS).unref()
  }

  stop(): void {
    clearInterval(this.#ticker)
  }

  check(): void {
    // A probe may be served before the ticker is.
    this.#tick()
    const { forMs, untilMs } = this.#stoodStill
    if (performance.now() - untilMs < TOLD_FOR_MS)
      throw new Error(`the event loop stood still for ${Math.round(forMs)} ms`)
  }

  #tick(): void {
    const now = performance.now()
    const lateMs = now - this.#lastTickMs - TICK_MS
    this.#lastTickMs = now
    if (lateMs >= BLOCKED_MS) this.#stoodStill = { forMs: lateMs, untilMs: now }
  }
}

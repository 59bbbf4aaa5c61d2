import type { Consumption, Limit } from './limit.js'

interface Window {
  count: number
  endsAtMs: number
}

const SWEEP_EVERY_MS = 1_000

/** Counts calls in this process: fixed windows that begin with the first call of a key. Never more keys than it was given room for. */
export class LocalWindows {
  readonly #windows = new Map<string, Window>()
  readonly #maxKeys: number
  readonly #nowMs: () => number
  #sweptAtMs = 0

  constructor(maxKeys: number, nowMs: () => number) {
    this.#maxKeys = maxKeys
    this.#nowMs = nowMs
  }

  consume(key: string, { limit, windowSeconds }: Limit): Consumption {
    const nowMs = this.#nowMs()
    const window = this.#window(key, nowMs, windowSeconds * 1_000)
    window.count++
    return {
      allowed: window.count <= limit,
      remaining: Math.max(0, limit - window.count),
      resetSeconds: (window.endsAtMs - nowMs) / 1_000,
      alone: true,
    }
  }

  /** How many keys it holds. */
  get size(): number {
    return this.#windows.size
  }

  #window(key: string, nowMs: number, lengthMs: number): Window {
    const known = this.#windows.get(key)
    if (known && known.endsAtMs > nowMs) return known
    if (!known && this.#windows.size >= this.#maxKeys) this.#makeRoom(nowMs)
    const window = { count: 0, endsAtMs: nowMs + lengthMs }
    this.#windows.set(key, window)
    return window
  }

  /** Drops what has ended; if that is not enough, the key that came first. A flood of keys must not become a flood of memory. */
  #makeRoom(nowMs: number): void {
    if (nowMs - this.#sweptAtMs >= SWEEP_EVERY_MS) {
      this.#sweptAtMs = nowMs
      for (const [key, { endsAtMs }] of this.#windows) if (endsAtMs <= nowMs) this.#windows.delete(key)
    }
    if (this.#windows.size < this.#maxKeys) return
    const [first] = this.#windows.keys()
    if (first !== undefined) this.#windows.delete(first)
  }
}

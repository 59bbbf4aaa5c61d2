import type { CacheStore } from './store.js'

interface Entry {
  text: string
  expiresAtMs: number
}

/** Keeps the texts used last in this process, so many at most. */
export class MemoryStore implements CacheStore {
  readonly #entries = new Map<string, Entry>()
  readonly #maxEntries: number
  readonly #nowMs: () => number

  constructor(maxEntries: number, nowMs: () => number) {
    this.#maxEntries = maxEntries
    this.#nowMs = nowMs
  }

  async read(keys: readonly string[]): Promise<(string | undefined)[]> {
    return keys.map(key => this.#read(key))
  }

  async write(key: string, text: string, ttlMs: number): Promise<void> {
    this.#entries.delete(key)
    this.#entries.set(key, { text, expiresAtMs: this.#nowMs() + ttlMs })
    const [oldest] = this.#entries.keys()
    if (this.#entries.size > this.#maxEntries && oldest !== undefined) this.#entries.delete(oldest)
  }

  /** How many texts it holds. */
  get size(): number {
    return this.#entries.size
  }

  // A map keeps the order of insertion: what is read moves to the end, what is at the front goes first.
  #read(key: string): string | undefined {
    const entry = this.#entries.get(key)
    if (!entry) return undefined
    this.#entries.delete(key)
    if (entry.expiresAtMs <= this.#nowMs()) return undefined
    this.#entries.set(key, entry)
    return entry.text
  }
}

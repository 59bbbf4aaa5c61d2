import type { CacheStore } from './store.js'

/** How much a {@link MemoryStore} holds. */
export interface MemoryBounds {
  maxEntries: number
  /** In characters, keys and what an entry takes beside its text included. */
  maxLength: number
}

interface Entry {
  text: string
  expiresAtMs: number
}

/** What an entry takes beside its texts, roughly. */
const OVERHEAD = 100

/** Keeps the texts used last in this process: so many at most, and of so many characters in all. */
export class MemoryStore implements CacheStore {
  readonly #entries = new Map<string, Entry>()
  readonly #bounds: MemoryBounds
  readonly #nowMs: () => number
  #length = 0

  constructor(bounds: MemoryBounds, nowMs: () => number) {
    this.#bounds = bounds
    this.#nowMs = nowMs
  }

  async read(keys: readonly string[]): Promise<(string | undefined)[]> {
    return keys.map(key => this.#read(key))
  }

  async write(key: string, text: string, ttlMs: number): Promise<void> {
    this.#remove(key)
    const entry = { text, expiresAtMs: this.#nowMs() + ttlMs }
    if (lengthOf(key, entry) > this.#bounds.maxLength) return
    this.#add(key, entry)
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#bounds.maxEntries && this.#length <= this.#bounds.maxLength) return
      this.#remove(oldest)
    }
  }

  /** How many texts it holds. */
  get size(): number {
    return this.#entries.size
  }

  // A map keeps the order of insertion: what is read moves to the end, what is at the front goes first.
  #read(key: string): string | undefined {
    const entry = this.#entries.get(key)
    if (!entry) return undefined
    this.#remove(key)
    if (entry.expiresAtMs <= this.#nowMs()) return undefined
    this.#add(key, entry)
    return entry.text
  }

  #add(key: string, entry: Entry): void {
    this.#entries.set(key, entry)
    this.#length += lengthOf(key, entry)
  }

  #remove(key: string): void {
    const entry = this.#entries.get(key)
    if (!entry) return
    this.#entries.delete(key)
    this.#length -= lengthOf(key, entry)
  }
}

const lengthOf = (key: string, { text }: Entry) => key.length + text.length + OVERHEAD

import { randomUUID } from 'node:crypto'
import type { Redis } from 'ioredis'
import type { Kit, Resource } from '../resource.js'
import { MemoryStore } from './memory-store.js'
import { openRedis } from './redis.js'
import { RedisStore } from './redis-store.js'
import { SingleFlight } from './single-flight.js'
import type { CacheStore } from './store.js'

/** How one kind of value is kept. */
export interface Keep {
  /** How long it is taken for true. At most 24 hours. */
  ttlMs: number
  /** What it was made of, such as `course:<id>`: purging one of these purges it. */
  tags?: readonly string[]
  /** How much longer it may stand in when loading fails. Default 0: the failure is thrown. */
  staleOnErrorMs?: number
}

/** The options of {@link cache}. */
export interface CacheOptions {
  /** Where instances share it. Without one, each keeps its own. */
  redisUrl?: string | undefined
  /** What keys in Redis begin with. Default: the service's name. */
  prefix?: string
  /** Most entries kept in memory, of 64 Mi characters in all; those unused for longest go first. Default 10,000. */
  maxEntries?: number
  /** Default: the machine's. */
  nowMs?: () => number
}

interface Entry {
  value: unknown
  freshUntilMs: number
  /** The versions of its key and tags when loading began. */
  versions: string
}

/** What became of a question to the cache. */
type Outcome = 'hit' | 'miss' | 'stale' | 'error'

/** Of all that is kept in memory, in characters. */
const MAX_LENGTH = 64 * 1024 * 1024
const DAY_MS = 24 * 60 * 60_000
const MEANING: Record<Outcome, string> = {
  hit: 'Answers taken from the cache',
  miss: 'Answers that had to be loaded',
  stale: 'Answers past their time, given because loading failed',
  error: 'Questions to the cache itself that failed',
}

/** Declares a cache; see {@link Cache}. */
export function cache(options: CacheOptions = {}): Cache {
  return new Cache(options)
}

/**
 * Remembers what was dear to find out: in Redis if there is one, else in this process. Values are kept as JSON. Losing
 * Redis fails no request: everything is loaded then.
 *
 * A value is bound to the versions its key and tags had before it was loaded, and purging makes a new version. So what a
 * slow load brings back after a purge is not believed, however the two overlapped.
 */
export class Cache implements Resource {
  readonly required = false
  readonly #redisUrl: string | undefined
  #store: CacheStore | undefined
  #redis: Redis | undefined
  readonly #nowMs: () => number
  readonly #flights = new SingleFlight()
  readonly #prefix: string | undefined
  #kit: Kit | undefined

  constructor({ redisUrl, prefix, maxEntries = 10_000, nowMs = Date.now }: CacheOptions) {
    this.#redisUrl = redisUrl
    this.#store = redisUrl ? undefined : new MemoryStore({ maxEntries, maxLength: MAX_LENGTH }, nowMs)
    this.#prefix = prefix
    this.#nowMs = nowMs
  }

  async start(kit: Kit): Promise<void> {
    this.#kit = kit
    if (!this.#redisUrl) return
    this.#redis = await openRedis(this.#redisUrl, {}, error => kit.log.debug('redis (cache)', { error }))
    this.#store = new RedisStore(this.#redis)
  }

  stop(): void {
    this.#redis?.disconnect()
  }

  async check(): Promise<void> {
    if (!this.#store) throw new Error('the cache has not started')
    await this.#redis?.ping()
  }

  /**
   * The value of a key: the remembered one, or what `load` gives, once for all who ask at the same time. Throws what
   * `load` throws, unless {@link Keep.staleOnErrorMs} lets an older value stand in.
   */
  async remember<Value>(key: string, load: () => Promise<Value>, keep: Keep): Promise<Value> {
    const found = await this.#look(key, keep.tags ?? [])
    if (found.entry && found.entry.freshUntilMs > this.#nowMs()) {
      this.#count('hit')
      return found.entry.value as Value
    }
    // Whoever asks after a purge has other versions, and does not join a load from before it.
    return this.#flights.run(`${key} ${found.versions}`, () => this.#load({ key, load, keep, ...found }))
  }

  /** Forgets keys, also while they are being loaded. False if Redis could not be told: they live until their time is up. */
  forget(...keys: readonly string[]): Promise<boolean> {
    return this.#renew(keys.map(keyVersion))
  }

  /** Forgets whatever has one of these tags, as {@link Cache.forget} does. */
  purge(...tags: readonly string[]): Promise<boolean> {
    return this.#renew(tags.map(tagVersion))
  }

  async #load<Value>({ key, load, keep, versions, entry }: Loading<Value>): Promise<Value> {
    try {
      const value = await load()
      this.#count('miss')
      await this.#keep(key, { value, versions, freshUntilMs: this.#nowMs() + ttlOf(keep) }, keep)
      return value
    } catch (error) {
      if (!entry) throw error
      this.#count('stale')
      this.#kit?.log.warn('a cached value past its time stood in', { key, error })
      return entry.value as Value
    }
  }

  async #look(key: string, tags: readonly string[]): Promise<Found> {
    const keys = [entryKey(key), keyVersion(key), ...tags.map(tagVersion)]
    const [text, ...current] = (await this.#safely(store => store.read(keys.map(this.#named)))) ?? []
    const versions = current.map(version => version ?? '').join(' ')
    const entry = text === undefined ? undefined : (JSON.parse(text) as Entry)
    return { versions, entry: entry?.versions === versions ? entry : undefined }
  }

  async #keep(key: string, entry: Entry, keep: Keep): Promise<void> {
    const ttlMs = ttlOf(keep) + (keep.staleOnErrorMs ?? 0)
    await this.#safely(store =>
      store.write(this.#named(entryKey(key)), JSON.stringify(entry), Math.min(ttlMs, DAY_MS)),
    )
  }

  // A version outlives every entry that was made under the one before it.
  async #renew(versionKeys: readonly string[]): Promise<boolean> {
    const done = await this.#safely(async store => {
      await Promise.all(versionKeys.map(key => store.write(this.#named(key), randomUUID(), DAY_MS)))
      return true
    })
    if (!done)
      this.#kit?.log.warn('cached values could not be purged; they live until their time is up', {
        versionKeys,
      })
    return done ?? false
  }

  /** Asks the store; before the service has started, and while Redis is away, there is none to ask. */
  async #safely<R>(work: (store: CacheStore) => Promise<R>): Promise<R | undefined> {
    try {
      return this.#store && (await work(this.#store))
    } catch (error) {
      this.#count('error')
      this.#kit?.log.debug('the cache did not answer', { error })
      return undefined
    }
  }

  readonly #named = (key: string) => `${this.#prefix ?? this.#kit?.service ?? 'azora'}:cache:${key}`

  #count(outcome: Outcome): void {
    this.#kit?.metrics.counter(`cache_${outcome}_total`, MEANING[outcome]).inc()
  }
}

interface Found {
  versions: string
  /** What is remembered and was not purged; past its time, perhaps. */
  entry: Entry | undefined
}

interface Loading<Value> extends Found {
  key: string
  load: () => Promise<Value>
  keep: Keep
}

const entryKey = (key: string) => `entry:${key}`
const keyVersion = (key: string) => `version:key:${key}`
const tagVersion = (tag: string) => `version:tag:${tag}`
const ttlOf = ({ ttlMs }: Keep) => Math.min(ttlMs, DAY_MS)

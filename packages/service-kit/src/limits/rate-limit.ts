import type { Redis } from 'ioredis'
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import { openRedis, untilReady } from '../cache/redis.js'
import type { Kit, Resource } from '../resource.js'
import { ApproximateWindows } from './approximate-windows.js'
import { LocalWindows } from './local-windows.js'

/** How many calls in how long. */
export interface Limit {
  limit: number
  windowSeconds: number
  /** With Redis: count here first and share in the background, instead of asking Redis about every call. */
  approximate?: boolean
}

/** What one call used up. */
export interface Consumption {
  allowed: boolean
  remaining: number
  resetSeconds: number
  /** Redis was asked and did not answer: only this instance's calls are counted. */
  alone?: boolean
}

/** Counts calls by key. */
export interface RateLimiter extends Resource {
  /** Counts a call. In memory, and for approximate limits, the answer is there at once; else it is Redis's. Never fails. */
  consume(key: string, limit: Limit): Consumption | Promise<Consumption>
}

/** The options of {@link createRateLimiter}. */
export interface RateLimiterOptions {
  /** Where instances share their counts. Without it each counts for itself. */
  redisUrl: string | undefined
  /** What the keys in Redis begin with: the service's name. */
  prefix: string
  /** Most keys counted in memory; beyond, those that came first are forgotten. Default 100,000 (about 20 MB). */
  maxKeys?: number
  /** Default: the machine's. */
  nowMs?: () => number
}

const MAX_KEYS = 100_000
// A request must not wait for its limit longer than it would for the work.
const REDIS_TIMEOUT_MS = 250

/**
 * The `RateLimit-Policy` and `RateLimit` fields of an answer (draft-ietf-httpapi-ratelimit-headers-10; not an RFC yet):
 * name, value, name, value … The policy is called `instance` while Redis is away and only this instance counts.
 */
export function rateLimitHeaders({ limit, windowSeconds }: Limit, consumption: Consumption): string[] {
  const policy = consumption.alone ? '"instance"' : '"default"'
  return [
    'ratelimit-policy',
    `${policy};q=${limit};w=${windowSeconds}`,
    'ratelimit',
    `${policy};r=${consumption.remaining};t=${Math.ceil(consumption.resetSeconds)}`,
  ]
}

/** Makes the service's limiter. Losing Redis neither fails nor delays a request: counting goes on per instance. */
export function createRateLimiter(options: RateLimiterOptions): RateLimiter {
  const { redisUrl, maxKeys = MAX_KEYS, nowMs = Date.now } = options
  const local = new LocalWindows(maxKeys, nowMs)
  if (!redisUrl)
    return { required: false, start: () => undefined, consume: (key, limit) => local.consume(key, limit) }
  return new SharedLimiter({ ...options, redisUrl, maxKeys, nowMs }, local)
}

class SharedLimiter implements RateLimiter {
  readonly required = false
  readonly #redis: Redis
  readonly #local: LocalWindows
  readonly #approximate: ApproximateWindows
  readonly #exact = new Map<string, RateLimiterRedis>()
  #kit: Kit | undefined

  constructor(options: Required<RateLimiterOptions> & { redisUrl: string }, local: LocalWindows) {
    const { redisUrl, prefix, maxKeys, nowMs } = options
    this.#local = local
    this.#redis = openRedis(redisUrl, {
      commandTimeoutMs: REDIS_TIMEOUT_MS,
      keyPrefix: `${prefix}:limit:`,
    })
    const failed = (error: unknown) => this.#alone(error)
    this.#approximate = new ApproximateWindows({ redis: this.#redis, maxKeys, nowMs, failed })
  }

  async start(kit: Kit): Promise<void> {
    this.#kit = kit
    this.#redis.on('error', error => kit.log.debug('redis (limits)', { error }))
    await untilReady(this.#redis)
  }

  async stop(): Promise<void> {
    await this.#approximate.flush()
    this.#redis.disconnect()
  }

  async check(): Promise<void> {
    if (this.#redis.status !== 'ready') throw new Error('Redis is away: each instance counts its own calls')
    await this.#redis.ping()
  }

  consume(key: string, limit: Limit): Consumption | Promise<Consumption> {
    if (limit.approximate) return this.#approximate.consume(key, limit)
    if (this.#redis.status !== 'ready') return this.#locally(key, limit, new Error('Redis is away'))
    return this.#exactly(key, limit)
  }

  async #exactly(key: string, limit: Limit): Promise<Consumption> {
    try {
      return consumptionOf(await this.#limiterFor(limit).consume(key))
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return { ...consumptionOf(refusal), allowed: false }
      return this.#locally(key, limit, refusal)
    }
  }

  #locally(key: string, limit: Limit, error: unknown): Consumption {
    this.#alone(error)
    return { ...this.#local.consume(key, limit), alone: true }
  }

  #alone(error: unknown): void {
    this.#kit?.metrics
      .counter('rate_limit_alone_total', 'Calls counted by this instance alone, for Redis did not answer')
      .inc()
    this.#kit?.log.debug('limits are counted per instance', { error })
  }

  // One limiter for each pair of numbers: contracts declare a handful.
  #limiterFor({ limit, windowSeconds }: Limit): RateLimiterRedis {
    const id = `${limit}/${windowSeconds}`
    const known = this.#exact.get(id)
    if (known) return known
    const limiter = new RateLimiterRedis({
      storeClient: this.#redis,
      keyPrefix: `exact:${id}`,
      points: limit,
      duration: windowSeconds,
      // Whoever is over the limit is refused from memory until the window ends.
      inMemoryBlockOnConsumed: limit + 1,
    })
    this.#exact.set(id, limiter)
    return limiter
  }
}

function consumptionOf({ remainingPoints, msBeforeNext }: RateLimiterRes): Consumption {
  return { allowed: true, remaining: Math.max(0, remainingPoints), resetSeconds: msBeforeNext / 1_000 }
}

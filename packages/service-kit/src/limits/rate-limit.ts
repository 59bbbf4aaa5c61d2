import type { Redis } from 'ioredis'
import { openRedis } from '../cache/redis.js'
import type { Kit, Resource } from '../resource.js'
import { ApproximateWindows } from './approximate-windows.js'
import { type ExactWindows, exactWindows } from './exact-windows.js'
import type { Consumption, Limit } from './limit.js'
import { LocalWindows } from './local-windows.js'

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
 * name, value, name, value … The policy is called `instance` where only this instance counts: without Redis, or while it is
 * away.
 */
export function rateLimitHeaders(limit: Limit, { alone, remaining, resetSeconds }: Consumption): string[] {
  const name = alone ? '"instance"' : '"default"'
  return [
    'ratelimit-policy',
    alone ? policyOf(name, limit) : sharedPolicyOf(limit),
    'ratelimit',
    `${name};r=${remaining};t=${Math.ceil(resetSeconds)}`,
  ]
}

const policyOf = (name: string, { limit, windowSeconds }: Limit) => `${name};q=${limit};w=${windowSeconds}`

const sharedPolicies = new WeakMap<Limit, string>()

/** The same for every answer under a limit, so it is written once. */
function sharedPolicyOf(limit: Limit): string {
  let policy = sharedPolicies.get(limit)
  if (policy === undefined) sharedPolicies.set(limit, (policy = policyOf('"default"', limit)))
  return policy
}

/** Makes the service's limiter. Losing Redis neither fails nor delays a request: counting goes on per instance. */
export function createRateLimiter(options: RateLimiterOptions): RateLimiter {
  const { redisUrl, maxKeys = MAX_KEYS, nowMs = Date.now } = options
  const local = new LocalWindows(maxKeys, nowMs)
  if (redisUrl) return new SharedLimiter({ ...options, redisUrl, maxKeys, nowMs }, local)
  return { required: false, start: () => undefined, consume: (key, limit) => local.consume(key, limit) }
}

type SharedOptions = Required<RateLimiterOptions> & { redisUrl: string }

class SharedLimiter implements RateLimiter {
  readonly required = false
  readonly #options: SharedOptions
  readonly #local: LocalWindows
  #redis: Redis | undefined
  #approximate: ApproximateWindows | undefined
  #exact: ExactWindows | undefined
  #kit: Kit | undefined

  constructor(options: SharedOptions, local: LocalWindows) {
    this.#options = options
    this.#local = local
  }

  async start(kit: Kit): Promise<void> {
    const { redisUrl, prefix, maxKeys, nowMs } = this.#options
    this.#kit = kit
    const failed = (error: unknown) => kit.log.debug('redis (limits)', { error })
    const options = { commandTimeoutMs: REDIS_TIMEOUT_MS, keyPrefix: `${prefix}:limit:` }
    const redis = await openRedis(redisUrl, options, failed)
    this.#redis = redis
    this.#exact = await exactWindows(redis)
    this.#approximate = new ApproximateWindows({ redis, maxKeys, nowMs, failed: error => this.#alone(error) })
  }

  async stop(): Promise<void> {
    await this.#approximate?.flush()
    this.#redis?.disconnect()
  }

  async check(): Promise<void> {
    if (this.#redis?.status !== 'ready') throw new Error('Redis is away: each instance counts its own calls')
    await this.#redis.ping()
  }

  consume(key: string, limit: Limit): Consumption | Promise<Consumption> {
    if (limit.approximate && this.#approximate) return this.#approximate.consume(key, limit)
    if (this.#exact && this.#redis?.status === 'ready') return this.#exactly(this.#exact, key, limit)
    return this.#locally(key, limit, new Error('Redis is away'))
  }

  async #exactly(exact: ExactWindows, key: string, limit: Limit): Promise<Consumption> {
    try {
      return await exact.consume(key, limit)
    } catch (error) {
      return this.#locally(key, limit, error)
    }
  }

  #locally(key: string, limit: Limit, error: unknown): Consumption {
    this.#alone(error)
    return this.#local.consume(key, limit)
  }

  #alone(error: unknown): void {
    this.#kit?.metrics
      .counter('rate_limit_alone_total', 'Calls counted by this instance alone, for Redis did not answer')
      .inc()
    this.#kit?.log.debug('limits are counted per instance', { error })
  }
}

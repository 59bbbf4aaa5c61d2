import type { Redis } from 'ioredis'
import type { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import type { Consumption, Limit } from './limit.js'

/** Counts calls in Redis, one by one: exact over all instances. Rejects while Redis does not answer. */
export interface ExactWindows {
  consume(key: string, limit: Limit): Promise<Consumption>
}

/** Counts in this Redis. The library is loaded here, so that a service without Redis is spared it. */
export async function exactWindows(redis: Redis): Promise<ExactWindows> {
  const { RateLimiterRedis, RateLimiterRes } = await import('rate-limiter-flexible')
  const limiters = new Map<string, RateLimiterRedis>()

  // One for each pair of numbers: contracts declare a handful.
  const limiterFor = ({ limit, windowSeconds }: Limit) => {
    const id = `${limit}/${windowSeconds}`
    const known = limiters.get(id)
    if (known) return known
    const options = { storeClient: redis, keyPrefix: `exact:${id}`, points: limit, duration: windowSeconds }
    // Whoever is over the limit is refused from memory until the window ends.
    const limiter = new RateLimiterRedis({ ...options, inMemoryBlockOnConsumed: limit + 1 })
    limiters.set(id, limiter)
    return limiter
  }

  return {
    async consume(key, limit) {
      try {
        return consumptionOf(await limiterFor(limit).consume(key), true)
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) return consumptionOf(refusal, false)
        throw refusal
      }
    },
  }
}

function consumptionOf({ remainingPoints, msBeforeNext }: RateLimiterRes, allowed: boolean): Consumption {
  return { allowed, remaining: Math.max(0, remainingPoints), resetSeconds: msBeforeNext / 1_000 }
}

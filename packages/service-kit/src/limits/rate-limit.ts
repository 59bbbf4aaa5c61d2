// First form by the lead so that the pipeline runs; the owner of limits/ replaces it.
import type { Resource } from '../resource.js'

/** How many calls in how long. */
export interface Limit {
  limit: number
  windowSeconds: number
  approximate?: boolean
}

/** What one call used up. */
export interface Consumption {
  allowed: boolean
  remaining: number
  resetSeconds: number
}

/** Counts calls by key. */
export interface RateLimiter extends Resource {
  consume(key: string, limit: Limit): Consumption | Promise<Consumption>
}

/** The `RateLimit` headers of an answer: name, value, name, value … */
export function rateLimitHeaders(limit: Limit, { remaining, resetSeconds }: Consumption): string[] {
  return [
    'ratelimit-policy',
    `"default";q=${limit.limit};w=${limit.windowSeconds}`,
    'ratelimit',
    `"default";r=${remaining};t=${Math.ceil(resetSeconds)}`,
  ]
}

/** Makes a limiter. */
export function createRateLimiter(_options: { redisUrl: string | undefined; prefix: string }): RateLimiter {
  const windows = new Map<string, { count: number; endsAtMs: number }>()
  return {
    required: false,
    consume(key, { limit, windowSeconds }) {
      const now = performance.now()
      let window = windows.get(key)
      if (!window || window.endsAtMs <= now)
        windows.set(key, (window = { count: 0, endsAtMs: now + windowSeconds * 1_000 }))
      window.count++
      return {
        allowed: window.count <= limit,
        remaining: Math.max(0, limit - window.count),
        resetSeconds: (window.endsAtMs - now) / 1_000,
      }
    },
  }
}

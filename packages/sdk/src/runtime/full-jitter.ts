/** The options of {@link fullJitter}, in milliseconds. */
export interface Backoff {
  /** The longest pause after the first attempt; it doubles with each further one. */
  firstMs: number
  /** The longest pause of all. */
  longestMs: number
  /** From 0 up to 1. Default: chance. */
  random?: (() => number) | undefined
}

/**
 * Milliseconds to wait after an attempt: anything up to an exponential ceiling ("full jitter" of Brooker, Exponential
 * Backoff and Jitter, 2015), so that what failed together does not come back together.
 *
 * @param attempt 1 for the first.
 */
export function fullJitter(attempt: number, { firstMs, longestMs, random = Math.random }: Backoff): number {
  return random() * Math.min(longestMs, firstMs * 2 ** (attempt - 1))
}

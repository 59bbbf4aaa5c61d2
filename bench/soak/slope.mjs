import { medianOf } from '../statistics.mjs'

/**
 * How much a value grew over the time it was watched, by its slope: the median of the slopes between all pairs of
 * samples (Theil and Sen), which a few garbage collections more or less do not bend.
 *
 * @param {readonly { atMs: number, value: number }[]} samples
 */
export function growthOf(samples) {
  const slopes = samples.flatMap((one, n) =>
    samples.slice(n + 1).map(other => (other.value - one.value) / (other.atMs - one.atMs)),
  )
  return medianOf(slopes) * (samples.at(-1).atMs - samples[0].atMs)
}

/**
 * The least value of each stretch of time: what is left after a garbage collection, without what waits for the next.
 *
 * @param {readonly { atMs: number, value: number }[]} samples
 * @param {number} stretchMs
 */
export function lowWater(samples, stretchMs) {
  const least = new Map()
  for (const sample of samples) {
    const stretch = Math.floor(sample.atMs / stretchMs)
    if (!(least.get(stretch)?.value <= sample.value)) least.set(stretch, sample)
  }
  return [...least.values()]
}

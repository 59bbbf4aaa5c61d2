import type { Replica } from './replica.js'

/** What a choice between replicas depends on. */
export interface Choice {
  nowMs: number
  /** A number from 0 (inclusive) to 1 (exclusive). */
  random: () => number
  /** The replica that has just failed; others are preferred. */
  not?: Replica | undefined
}

/**
 * Chooses the less busy of two available replicas drawn at random: near the best choice, without the stampede that
 * follows when everyone picks the one that looked idle (Mitzenmacher, "The power of two choices").
 */
export function chosen(replicas: readonly Replica[], choice: Choice): Replica | undefined {
  const available = replicas.filter(replica => replica.isAvailable(choice.nowMs))
  const others = choice.not ? available.filter(replica => replica !== choice.not) : available
  return lessBusyOfTwo(others.length > 0 ? others : available, choice.random)
}

function lessBusyOfTwo(replicas: readonly Replica[], random: () => number): Replica | undefined {
  if (replicas.length < 2) return replicas[0]
  const first = Math.floor(random() * replicas.length)
  // The second is drawn from the rest, so that the two differ.
  const second = (first + 1 + Math.floor(random() * (replicas.length - 1))) % replicas.length
  const [a, b] = [replicas[first], replicas[second]]
  return a && b && b.inFlight < a.inFlight ? b : a
}

import type { Replica } from './replica.js'

/** At most this part of the replicas is ejected at a time. */
const MAX_EJECTED = 0.5

/** What a choice between replicas depends on. */
export interface Choice {
  nowMs: number
  /** A number from 0 (inclusive) to 1 (exclusive). */
  random: () => number
  /** The replica that has just failed; others are preferred. */
  not?: Replica | undefined
}

/**
 * Chooses the less busy of two replicas drawn at random: near the best choice, without the stampede that follows when
 * everyone picks the one that looked idle (Mitzenmacher, "The power of two choices").
 *
 * When every ready replica is ejected, all ready ones are used: failing requests beat refusing all of them.
 */
export function chosen(replicas: readonly Replica[], choice: Choice): Replica | undefined {
  const ready = replicas.filter(replica => replica.ready && replica !== choice.not)
  const healthy = ready.filter(replica => !replica.isEjected(choice.nowMs))
  return lessBusyOfTwo(healthy.length > 0 ? healthy : ready, choice.random)
}

/** True if one more replica may be ejected. */
export function mayEject(replicas: readonly Replica[], nowMs: number): boolean {
  const ejected = replicas.filter(replica => replica.isEjected(nowMs)).length
  return ejected + 1 <= replicas.length * MAX_EJECTED
}

function lessBusyOfTwo(replicas: readonly Replica[], random: () => number): Replica | undefined {
  if (replicas.length < 2) return replicas[0]
  const first = Math.floor(random() * replicas.length)
  // The second is drawn from the rest, so that the two differ.
  const second = (first + 1 + Math.floor(random() * (replicas.length - 1))) % replicas.length
  const [a, b] = [replicas[first], replicas[second]]
  return a && b && b.inFlight < a.inFlight ? b : a
}

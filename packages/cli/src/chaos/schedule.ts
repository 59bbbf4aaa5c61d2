/** Time between two kills. */
export const KILL_EVERY_MS = 2_000

/** A kill that is to come. */
export interface PlannedKill {
  readonly afterMs: number
  readonly target: string
}

/** What a schedule is made from. */
export interface ScheduleOptions {
  readonly seconds: number
  readonly seed: number
  /** Targets by kind: one of each kind is killed at least once, if there is time for all. */
  readonly kinds: readonly (readonly [string, ...string[]])[]
}

/** When to kill what: one every two seconds, in an order that the seed decides. Pure. */
export function killSchedule({ seconds, seed, kinds }: ScheduleOptions): PlannedKill[] {
  const random = randomFrom(seed)
  const length = Math.floor((seconds * 1_000) / KILL_EVERY_MS)
  const certain = shuffled(kinds, random).slice(0, length)
  const chance = Array.from({ length: length - certain.length }, () => oneOf(kinds, random))
  return shuffled([...certain, ...chance], random).map((targets, place) => ({
    afterMs: (place + 1) * KILL_EVERY_MS,
    target: oneOf(targets, random),
  }))
}

/** Numbers from 0 to 1 that the seed decides: mulberry32. Not for secrets. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d_2b_79_f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** One of them. */
export function oneOf<T>(all: readonly T[], random: () => number): T {
  return all[Math.floor(random() * all.length)] as T
}

/** Fisher and Yates. */
function shuffled<T>(all: readonly T[], random: () => number): T[] {
  const rest = [...all]
  return all.map(() => rest.splice(Math.floor(random() * rest.length), 1)[0] as T)
}

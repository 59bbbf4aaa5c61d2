import type { EndingStep } from '../process/ending.js'

/**
 * What a service gets to finish what it is doing: more than the drain delay, the requests in flight and a stuck resource
 * take by the kit's defaults. The second SIGTERM tells it that time is up.
 */
export const STOP: readonly EndingStep[] = [
  ['SIGTERM', 20_000],
  ['SIGTERM', 2_000],
]

/** For `down`: everybody waits for everybody. */
export const DOWN: readonly EndingStep[] = [
  ['SIGTERM', 4_000],
  ['SIGTERM', 1_000],
]

/** When nobody is left to wait: all within 5 s, the database included. */
export const ABANDONED: readonly EndingStep[] = [
  ['SIGTERM', 1_500],
  ['SIGTERM', 500],
]

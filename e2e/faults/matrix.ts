import type { FaultProxy } from '@azora/service-kit/testing'
import type { Front } from './front.js'

/** What a network can do to those who meet over it. */
export const FAULTS = {
  'latency and jitter': network => network.delay(20, 20),
  'little bandwidth': network => network.throttle(50_000),
  'cut connections': network => network.cut(),
  'reset connections': network => network.reset(),
  'half-open connections': network => network.silence(),
  'a reader that does not read': network => network.stall(),
  'garbage for answers': network => network.garble(),
  'truncated answers': network => network.truncate(60),
  'refused connections': network => network.refuse(),
} as const satisfies Record<string, (network: FaultProxy) => void>

export type FaultName = keyof typeof FAULTS

/** Where it can be bad. */
export const PLACES = {
  'SDK and gateway': front => front.toGateway,
  'gateway and service': front => front.toService,
  'service and database': front => front.world.toDatabase,
  'service and Redis': front => front.world.toRedis,
} as const satisfies Record<string, (front: Front) => FaultProxy | undefined>

export type Place = keyof typeof PLACES

/**
 * What becomes of calls meanwhile. `served`: they succeed. `refused`: they fail by their deadline, with a problem or as
 * calls without an answer. Either way nothing is done twice.
 */
export type Outcome = 'served' | 'refused'

const GENTLE: readonly FaultName[] = ['latency and jitter', 'little bandwidth']

/** A line that is merely slow serves; Redis is nobody's condition; whatever else keeps an answer away is a refusal. */
export function outcomeOf(fault: FaultName, place: Place): Outcome {
  return GENTLE.includes(fault) || place === 'service and Redis' ? 'served' : 'refused'
}

export interface Cell {
  fault: FaultName
  place: Place
  outcome: Outcome
}

/** Every fault at every place. */
export const CELLS: readonly Cell[] = (Object.keys(PLACES) as Place[]).flatMap(place =>
  (Object.keys(FAULTS) as FaultName[]).map(fault => ({ fault, place, outcome: outcomeOf(fault, place) })),
)

import { createHash } from 'node:crypto'
import type { EventDefinition } from '@azora/contracts'

/** What a state is made by. */
export interface Reducer {
  events: readonly EventDefinition[]
  initial: unknown
  functions: readonly ((...given: never[]) => unknown)[]
}

const LENGTH = 16

/**
 * Names a reducer by what it consists of: the text of its functions, its initial state, the versions of its events and how
 * old ones are raised. Another build may name the same one differently, which costs a snapshot and nothing else.
 */
export function reducerOf({ events, initial, functions }: Reducer): string {
  const raising = events.map(({ type, version, upcasters }) => [
    type,
    version,
    Object.entries(upcasters).map(([from, raise]) => [from, String(raise)]),
  ])
  const text = JSON.stringify([initial, raising, functions.map(String)])
  return createHash('sha256').update(text).digest('hex').slice(0, LENGTH)
}

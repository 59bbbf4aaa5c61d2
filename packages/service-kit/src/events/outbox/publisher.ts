import type { Contract, DataOf } from '@azora/contracts'
import type { Clock } from '../../clock.js'
import { envelopeOf } from './envelope.js'
import type { Outbox } from './outbox.js'

/** The events a contract declares. */
export type EventOf<C extends Contract> = C['events'][keyof C['events']]

/**
 * Publishes an event of the contract in the current transaction: subscribers get it, at least once and in the order of its
 * key, if and only if that commits.
 *
 * Throws a `TypeError` outside of a transaction, and when the data is not what the contract declares.
 */
export type Publish<C extends Contract> = <Definition extends EventOf<C>>(
  definition: Definition,
  data: DataOf<Definition>,
) => Promise<void>

/**
 * Lets a service publish what its contract declares, and nothing else.
 *
 * @example use: ({ db, clock }) => ({ …, publish: publisher(education, db, clock) })
 */
export function publisher<C extends Contract>(
  contract: C,
  { outbox }: { outbox: Outbox },
  clock: Clock,
): Publish<C> {
  return (definition, data) =>
    outbox.add(envelopeOf(definition, { service: contract.name, data, now: clock.now() }))
}

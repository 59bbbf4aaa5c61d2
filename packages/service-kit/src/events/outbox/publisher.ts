import type { Contract, DataOf } from '@azora/contracts'
import type { Clock } from '../../clock.js'
import { envelopeOf } from './envelope.js'
import type { Outbox } from './outbox.js'
import { dueAtOf, type When } from './when.js'

/** The events a contract declares. */
export type EventOf<C extends Contract> = C['events'][keyof C['events']]

/** Publishes the events of a contract. See {@link publisher}. */
export interface Publish<C extends Contract> {
  /**
   * Publishes an event of the contract in the current transaction: subscribers get it, at least once and in the order of its
   * key, if and only if that commits.
   *
   * With `when` it happens later: it waits in the service's database, whatever the transport, and enters the order of its key
   * when it is due. It then tells of that time, and is sent within a second of it while the service runs.
   *
   * @returns The event's id.
   * @throws {TypeError} Outside of a transaction, and when the data is not what the contract declares.
   */
  <Definition extends EventOf<C>>(
    definition: Definition,
    data: DataOf<Definition>,
    when?: When,
  ): Promise<string>
  /**
   * Takes back, in the current transaction, an event that is not due yet.
   *
   * @returns False if it is too late for that, or it was taken back before: exactly one of canceling and sending succeeds.
   * @throws {TypeError} Outside of a transaction.
   */
  cancel(eventId: string): Promise<boolean>
}

/**
 * Lets a service publish what its contract declares, and nothing else.
 *
 * @example use: ({ db, clock }) => ({ …, publish: publisher(education, db, clock) })
 */
export function publisher<C extends Contract>(
  { name }: C,
  { outbox }: { outbox: Outbox },
  clock: Clock,
): Publish<C> {
  const publish = async <Definition extends EventOf<C>>(
    definition: Definition,
    data: DataOf<Definition>,
    when?: When,
  ) => {
    const now = clock.now()
    const dueAt = dueAtOf(when, now)
    return outbox.add(envelopeOf(definition, { service: name, data, now, dueAt }), dueAt)
  }
  return Object.assign(publish, { cancel: (eventId: string) => outbox.cancel(eventId) })
}

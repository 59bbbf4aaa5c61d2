import {
  type DeadLetter,
  DeadLetterNotFound,
  type DeadLettersChanged,
  operations,
} from '@azora/contracts/operations'
import * as z from 'zod'
import type { UserPrincipal } from '../access/principal.js'
import { audit } from '../data/audit.js'
import type { Database } from '../data/database.js'
import { keyset } from '../data/page-cursor.js'
import { type Queryable, within } from '../data/queryable.js'
import {
  countDeadLetters,
  type DeadLetterFilter,
  deadLetters,
  discardDeadLetters,
  type DeadLetter as Letter,
  redriveDeadLetters,
} from '../events/dead-letters/dead-letters.js'
import { implement } from '../http/implement.js'
import type { OperationParts } from './operation-parts.js'

/** The order dead letters are listed in, the same in every service: a position of one list is one of all lists. */
export const deadLetterOrder = keyset('dead letters', z.object({ eventId: z.uuid(), id: z.uuid() }))

/** What is asked for, by whom. */
interface Asked {
  filter: DeadLetterFilter
  dryRun: boolean
  action: 'dead-letters.redriven' | 'dead-letters.discarded'
  principal: UserPrincipal
}

/** Dead letters are looked at, tried again and given up here. */
export const deadLetterRoutes = ({ database, clock, wake }: OperationParts) =>
  implement(operations.routes.deadLetters).with({
    list: async ({ query: { limit, cursor, ...filter } }) => {
      const after = deadLetterOrder.read(cursor)
      const letters = await deadLetters(database.pool, { ...filter, limit: limit + 1, after })
      return deadLetterOrder.page(letters.map(shown), limit, ({ id, event }) => ({ id, eventId: event.id }))
    },
    get: async ({ params: { deadLetterId } }) => {
      const [letter] = await deadLetters(database.pool, { ids: [deadLetterId], state: 'any' })
      if (!letter) throw new DeadLetterNotFound()
      return shown(letter)
    },
    redrive: ({ body: { dryRun, perSecond, ...filter }, principal }) =>
      changed(database, { filter, dryRun, principal, action: 'dead-letters.redriven' }, db => {
        database.afterCommit(wake)
        return redriveDeadLetters(db, filter, { from: clock.now(), perSecond })
      }),
    discard: ({ body: { dryRun, ...filter }, principal }) =>
      changed(database, { filter, dryRun, principal, action: 'dead-letters.discarded' }, db =>
        discardDeadLetters(db, filter),
      ),
  })

/** Changes letters and writes down who did, or neither. That nothing was changed is not worth an entry. */
async function changed(
  database: Database,
  { filter, dryRun, action, principal }: Asked,
  work: (db: Queryable) => Promise<number>,
): Promise<DeadLettersChanged> {
  if (dryRun) return { dryRun, count: await countDeadLetters(database.pool, filter) }
  const count = await database.transaction(async tx => {
    const done = await work(within(database.raw))
    const data = { ...filter, count: done }
    if (done > 0) await audit(tx, { action, subject: filter.handler ?? '*', actor: principal, data })
    return done
  })
  return { dryRun, count }
}

function shown({ firstFailedAt, lastFailedAt, ...letter }: Letter): DeadLetter {
  return { ...letter, firstFailedAt: firstFailedAt.toISOString(), lastFailedAt: lastFailedAt.toISOString() }
}

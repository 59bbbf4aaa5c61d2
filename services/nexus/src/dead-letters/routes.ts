import {
  DeadLetterNotFound,
  nexus,
  type ServiceDeadLetter,
  type ServiceDeadLettersChanged,
} from '@azora/contracts/nexus'
import type { DeadLettersChanged } from '@azora/contracts/operations'
import { deadLetterOrder, implement } from '@azora/service-kit'
import type { Gathered } from '../fleet/fleet.js'
import { foundIn, unless } from '../fleet/found.js'
import type { Use } from '../use.js'

export const deadLetterRoutes = ({ fleet }: Use) =>
  implement(nexus.routes.deadLetters).with({
    list: async ({ query: { service, ...query } }) => {
      const { told, silent } = await fleet.gather(({ deadLetters }) => deadLetters.list({ query }), service)
      const letters = told.flatMap(each =>
        each.answer.items.map(item => ({ ...item, service: each.service })),
      )
      const isMore = told.some(({ answer }) => answer.nextCursor !== null)
      return { ...pageOf(letters.toSorted(byEvent), query.limit, isMore), silent }
    },

    get: async ({ params }) => {
      const gathered = await fleet.gather(({ deadLetters }) =>
        unless(DeadLetterNotFound, deadLetters.get({ params })),
      )
      const { service, answer } = foundIn(gathered, DeadLetterNotFound)
      return { ...answer, service }
    },

    redrive: async ({ body: { service, ...body } }) =>
      summed(
        await fleet.gather(({ deadLetters }, once) => deadLetters.redrive({ body }, once), service),
        body,
      ),

    discard: async ({ body: { service, ...body } }) =>
      summed(
        await fleet.gather(({ deadLetters }, once) => deadLetters.discard({ body }, once), service),
        body,
      ),
  })

/** What is left when the lists of all services are put into one: those cut off begin the next page. */
function pageOf(letters: ServiceDeadLetter[], limit: number, isMore: boolean) {
  const deadLetters = letters.slice(0, limit)
  const last = deadLetters.at(-1)
  const isCut = isMore || letters.length > limit
  return {
    deadLetters,
    nextCursor: isCut && last ? deadLetterOrder.write({ eventId: last.event.id, id: last.id }) : null,
  }
}

const keyOf = ({ id, event }: ServiceDeadLetter) => `${event.id} ${id}`
const byEvent = (a: ServiceDeadLetter, b: ServiceDeadLetter) => (keyOf(a) < keyOf(b) ? -1 : 1)

function summed(
  { told, silent }: Gathered<DeadLettersChanged>,
  { dryRun }: { dryRun: boolean },
): ServiceDeadLettersChanged {
  const services = told.map(({ service, answer }) => ({ service, count: answer.count }))
  return { count: services.reduce((sum, { count }) => sum + count, 0), dryRun, services, silent }
}

import {
  EventNotFound,
  type EventWay,
  nexus,
  ServiceNotReached,
  UnknownEventType,
} from '@azora/contracts/nexus'
import type { EventTraces } from '@azora/contracts/operations'
import { implement } from '@azora/service-kit'
import type { Gathered } from '../fleet/fleet.js'
import type { Use } from '../use.js'

export const eventRoutes = ({ fleet, schemas }: Use) =>
  implement(nexus.routes.events).with({
    list: async ({ query: { service, ...query } }) => {
      const { told, silent } = await fleet.gather(({ events }) => events.list({ query }), service)
      const all = told.flatMap(each => each.answer.events.map(one => ({ service: each.service, ...one })))
      return { events: all.toSorted((a, b) => (a.at < b.at ? 1 : -1)).slice(0, query.limit), silent }
    },

    get: async ({ params }) => {
      const way = wayOf(await fleet.gather(({ events }) => events.get({ params })))
      if (!way.event && way.handlings.length === 0 && way.silent.length === 0) throw new EventNotFound()
      return way
    },

    publish: async ({ body }) => {
      const service = await schemas.publisherOf(body.type)
      if (service === undefined) throw new UnknownEventType(`No service publishes ${body.type}.`)
      const { told, silent } = await fleet.gather(
        ({ events }, once) => events.publish({ body }, once),
        service,
      )
      const [published] = told
      if (published) return published.answer
      throw new ServiceNotReached(`${service} publishes it: ${silent[0]?.reason ?? 'it does not answer'}.`)
    },
  })

/** What services know of an event, put together: who published it, and what every handler has made of it, in time. */
function wayOf({ told, silent }: Gathered<EventTraces>): EventWay {
  const handlings = told.flatMap(({ service, answer }) => answer.handlings.map(one => ({ service, ...one })))
  const [origin] = told.flatMap(({ service, answer }) =>
    answer.published ? [{ service, ...answer.published }] : [],
  )
  return {
    event: origin?.event ?? null,
    published: origin ? { service: origin.service, at: origin.at, sentAt: origin.sentAt } : null,
    handlings: handlings.toSorted((a, b) => ((a.at ?? '9') < (b.at ?? '9') ? -1 : 1)),
    silent,
  }
}

import * as z from 'zod'
import { CloudEvent } from '../cloud-event.js'
import { Handling, Publication, PublishedEvent, PublishedQuery } from '../operations/events.js'
import { route } from '../route.js'
import { filled } from '../text.js'
import { EventNotFound, ServiceNotReached, UnknownEventType } from './problems.js'
import { silent } from './silence.js'

/** The way of an event: from whom, through what, to whom. */
export const EventWay = z
  .object({
    event: CloudEvent.nullable().describe('Null if it is known only from what handlers have made of it.'),
    published: z
      .object({ service: z.string(), at: z.iso.datetime(), sentAt: z.iso.datetime().nullable() })
      .nullable()
      .describe('Null if that is more than a day ago.'),
    handlings: z.array(Handling.extend({ service: z.string() }).meta({ id: 'ServiceEventHandling' })),
    silent,
  })
  .meta({ id: 'EventWay' })
export type EventWay = z.infer<typeof EventWay>

/** An event in a list, with the service that published it. */
export const ServicePublishedEvent = PublishedEvent.extend({ service: z.string() }).meta({
  id: 'ServicePublishedEvent',
})

export const events = {
  list: route.get('/events', {
    summary: 'List what services have published within the last day, newest first',
    access: 'permission:event:read',
    query: PublishedQuery.extend({ service: filled(100).optional().describe('only this service') }),
    returns: z.object({ events: z.array(ServicePublishedEvent), silent }),
  }),
  get: route.get('/events/{eventId}', {
    summary: 'Show the way of an event: published when, handled by whom, when, after how many attempts',
    access: 'permission:event:read',
    returns: EventWay,
    problems: [EventNotFound],
  }),
  publish: route.post('/events', {
    summary: 'Publish an event by hand, in the service it belongs to',
    access: 'permission:event:operate',
    body: Publication,
    returns: CloudEvent,
    problems: [UnknownEventType, ServiceNotReached],
  }),
}

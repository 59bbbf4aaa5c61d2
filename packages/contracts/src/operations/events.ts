import * as z from 'zod'
import { CloudEvent } from '../cloud-event.js'
import { route } from '../route.js'
import { filled } from '../text.js'
import { Failure } from './failure.js'
import { UnknownEventType } from './problems.js'
import { StorableJson } from './storable-json.js'

/** What a handler has made of an event. */
export const Handling = z
  .object({
    handler: z.string(),
    state: z.enum(['handled', 'skipped', 'waiting', 'dead', 'redriven', 'discarded']),
    at: z.iso
      .datetime()
      .nullable()
      .describe('When it was dealt with, or last failed; null if it has not been tried.'),
    attempts: z.int().describe('How often it was tried; 0 if it waits for another event of its key.'),
    failures: z.array(Failure),
    deadLetterId: z.uuid().nullable(),
  })
  .meta({ id: 'EventHandling' })

/** What one service knows of an event. */
export const EventTraces = z
  .object({
    published: z
      .object({
        event: CloudEvent,
        at: z.iso.datetime(),
        sentAt: z.iso.datetime().nullable().describe('When its carrier had it; null while it waits.'),
      })
      .nullable()
      .describe('Null if another service published it, or more than a day ago.'),
    handlings: z.array(Handling),
  })
  .meta({ id: 'EventTraces' })
export type EventTraces = z.infer<typeof EventTraces>

/** An event in a list of those published lately. */
export const PublishedEvent = z
  .object({ event: CloudEvent, at: z.iso.datetime(), sentAt: z.iso.datetime().nullable() })
  .meta({ id: 'PublishedEvent' })
export type PublishedEvent = z.infer<typeof PublishedEvent>

/** Which events; what is left out does not matter. */
export const PublishedQuery = z.object({
  type: filled(200).optional().describe('only of this type'),
  key: filled(500).optional().describe('only of this key: the id of what they happened to'),
  request: filled(200).optional().describe('only what follows from this request'),
  withinMinutes: z.int().min(1).max(1_440).default(60).describe('how far back to look'),
  limit: z.int().min(1).max(100).default(20),
})
export type PublishedQuery = z.infer<typeof PublishedQuery>

/** An event to be published by hand. */
export const Publication = z.object({
  type: filled(200).describe('a type that the service publishes'),
  data: z.record(filled(200), StorableJson).describe('what the contract says of it'),
  dryRun: z.boolean().default(false).describe('only check the data and show the event'),
})
export type Publication = z.infer<typeof Publication>

export const events = {
  list: route.get('/operations/events', {
    summary: 'List what the service has published within the last day, newest first',
    access: 'permission:event:read',
    query: PublishedQuery,
    returns: z.object({ events: z.array(PublishedEvent) }),
  }),
  get: route.get('/operations/events/{eventId}', {
    summary: 'Show what the service knows of an event',
    access: 'permission:event:read',
    returns: EventTraces,
  }),
  publish: route.post('/operations/events', {
    summary: 'Publish an event by hand',
    description: 'As the service itself would: checked, in a transaction, with an audit entry.',
    access: 'permission:event:operate',
    body: Publication,
    returns: CloudEvent,
    problems: [UnknownEventType],
  }),
}

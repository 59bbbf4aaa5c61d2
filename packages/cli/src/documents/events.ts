import { CloudEvent } from '@azora/contracts'
import {
  EventSchema,
  EventWay,
  FeedEvent,
  FeedGap,
  PlatformFlow,
  ServicePublishedEvent,
  ServiceReplay,
  Silent,
} from '@azora/contracts/nexus'
import { ReplayAnswer } from '@azora/contracts/operations'
import * as z from 'zod'

/** What `azora events flow --json` prints. */
export const FlowDocument = PlatformFlow
export type FlowDocument = z.infer<typeof FlowDocument>

/** What `azora events show --json` prints. */
export const EventWayDocument = EventWay
export type EventWayDocument = z.infer<typeof EventWayDocument>

/** What `azora events schemas --json` prints. */
export const SchemasDocument = z.object({ schemas: z.array(EventSchema) })
export type SchemasDocument = z.infer<typeof SchemasDocument>

/** What `azora events publish --json` prints. */
export const PublishedDocument = z.object({ event: CloudEvent, dryRun: z.boolean() })
export type PublishedDocument = z.infer<typeof PublishedDocument>

/** What `azora events ls --json` prints. */
export const EventsDocument = z.object({
  events: z.array(ServicePublishedEvent),
  silent: z.array(Silent).describe('Services that did not answer: theirs are missing here.'),
})
export type EventsDocument = z.infer<typeof EventsDocument>

/** What `azora events replay --json` prints. */
export const ReplayDocument = ReplayAnswer.extend({ service: z.string() })
export type ReplayDocument = z.infer<typeof ReplayDocument>

/** What `azora events replays --json` prints. */
export const ReplaysDocument = z.object({
  replays: z.array(ServiceReplay),
  silent: z.array(Silent).describe('Services that did not answer: theirs are missing here.'),
})
export type ReplaysDocument = z.infer<typeof ReplaysDocument>

/** What `azora events tail --json` prints, a line each: an event, or that some are missing. */
export const TailRecord = z.discriminatedUnion('kind', [FeedEvent, FeedGap])
export type TailRecord = z.infer<typeof TailRecord>

import { CloudEvent } from '@azora/contracts'
import { EventSchema, EventWay, PlatformFlow } from '@azora/contracts/nexus'
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

import * as z from 'zod'
import { route } from '../route.js'
import { filled } from '../text.js'
import { EventSchemaNotFound } from './problems.js'

/** A version of an event's data, as it was first published. It never changes. */
export const EventSchema = z
  .object({
    type: z.string(),
    version: z.int(),
    service: z.string().describe('The service that publishes it.'),
    summary: z.string(),
    dataschema: z.string().describe('The URI that travels with every event of this version.'),
    schema: z.record(z.string(), z.unknown()).describe('JSON Schema 2020-12 of `data`.'),
    publishedAt: z.iso.datetime(),
    conflicts: z
      .array(z.string())
      .describe(
        'What the contract says today under this very version and may not: empty, unless somebody has changed it.',
      ),
  })
  .meta({ id: 'EventSchema' })
export type EventSchema = z.infer<typeof EventSchema>

export const schemas = {
  list: route.get('/schemas', {
    summary: 'List the schemas of events: every type, every version',
    access: 'permission:event:read',
    query: z.object({ type: filled(200).optional().describe('only this type') }),
    returns: z.object({ items: z.array(EventSchema) }),
  }),
  get: route.get('/schemas/{type}/{version}', {
    summary: 'Get a version of the schema of an event',
    access: 'permission:event:read',
    params: z.object({ type: filled(200), version: z.int().min(1) }),
    returns: EventSchema,
    problems: [EventSchemaNotFound],
  }),
}

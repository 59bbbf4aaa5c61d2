import * as z from 'zod'
import { type EventDefinition, schemaVersionOf } from './event.js'

/** The most an event may weigh as JSON: 64 KiB, the size every carrier takes (CloudEvents 1.0, section 5). */
export const MAX_EVENT_BYTES = 65_536

/** The envelope every event travels in: CloudEvents 1.0 in JSON, with the extensions of the platform. */
export const CloudEvent = z
  .looseObject({
    specversion: z.literal('1.0'),
    id: z.uuid().describe('UUIDv7. Inboxes know an event by it, for ever.'),
    source: z.string().min(1).describe('The service it happened in: `/auth`.'),
    type: z.string().min(1),
    subject: z.string().min(1).describe('The id of what it happened to.'),
    time: z.iso.datetime(),
    datacontenttype: z.literal('application/json').optional(),
    dataschema: z.string().min(1).describe('The version of the schema of `data`.'),
    correlationid: z.string().optional().describe('Shared by all that follows from one request.'),
    causationid: z.string().optional().describe('The event or request this one follows from.'),
    traceparent: z.string().optional().describe('W3C Trace Context.'),
    partitionkey: z
      .string()
      .min(1)
      .describe('Events of one key are handled in the order they were published in.'),
    actor: z.string().optional().describe('On whose behalf: `user:<id>` or `service:<name>`.'),
    data: z.unknown(),
  })
  .describe('CloudEvents 1.0. `source` and `id` together are unique.')
export type CloudEvent = z.infer<typeof CloudEvent>

/** What an event's data is, once read. */
export type DataOf<Definition extends EventDefinition> = z.output<Definition['data']>

/** Thrown for an event whose data its declaration cannot read. Another attempt reads no better. */
export class EventUnreadable extends Error {
  override readonly name = 'EventUnreadable'
}

/**
 * Reads an event's data as its declaration states today: data of an earlier version is raised by the upcasters first, of a
 * later one it is taken for what it has in common.
 *
 * @throws {EventUnreadable}
 */
export function dataOf<Definition extends EventDefinition>(
  definition: Definition,
  { type, dataschema, data }: Pick<CloudEvent, 'type' | 'dataschema' | 'data'>,
): DataOf<Definition> {
  const sent = type === definition.type ? schemaVersionOf(type, dataschema) : undefined
  if (sent === undefined) throw new EventUnreadable(`${dataschema} is no schema of ${definition.type}`)
  const read = definition.data.safeParse(raised(definition, data, sent))
  if (read.success) return read.data as DataOf<Definition>
  throw new EventUnreadable(`The data of ${type} v${sent} cannot be read: ${z.prettifyError(read.error)}`)
}

function raised({ type, version, upcasters }: EventDefinition, data: unknown, sent: number): unknown {
  let raised = data
  for (let earlier = sent; earlier < version; earlier++) {
    try {
      raised = upcasters[earlier]?.(raised)
    } catch (cause) {
      throw new EventUnreadable(`The data of ${type} v${sent} cannot be raised from version ${earlier}`, {
        cause,
      })
    }
  }
  return raised
}

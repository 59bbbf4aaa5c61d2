import type { JsonSchema } from '../schemas/json-schema.js'

/** The envelope every event travels in: CloudEvents 1.0 in JSON, with the extensions of the platform. */
export const cloudEventSchema: JsonSchema = {
  type: 'object',
  description: 'CloudEvents 1.0. `source` and `id` together are unique.',
  required: ['specversion', 'id', 'source', 'type', 'subject', 'time', 'dataschema', 'partitionkey', 'data'],
  properties: {
    specversion: { type: 'string', const: '1.0' },
    id: { type: 'string', format: 'uuid' },
    source: { type: 'string', format: 'uri-reference', description: 'The service it happened in.' },
    type: { type: 'string' },
    subject: { type: 'string', description: 'The id of what it happened to.' },
    time: { type: 'string', format: 'date-time' },
    datacontenttype: { type: 'string', const: 'application/json' },
    dataschema: { type: 'string', format: 'uri', description: 'The version of the schema of `data`.' },
    correlationid: { type: 'string', description: 'Shared by all that follows from one request.' },
    causationid: { type: 'string', description: 'The event or request this one follows from.' },
    traceparent: { type: 'string', description: 'W3C Trace Context.' },
    partitionkey: { type: 'string', description: 'Events of one key are delivered in order.' },
    data: {},
  },
}

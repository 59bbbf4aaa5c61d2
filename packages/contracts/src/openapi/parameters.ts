import type * as z from 'zod'
import type { Operation } from '../operation.js'
import type { SchemaGatherer } from '../schemas/gatherer.js'
import type { Parameter, Reference } from './document.js'

const VERSION = '^"\\d+"$'

/** The headers whose meaning is the same on every route. */
export const sharedParameters: Record<string, Parameter> = {
  idempotencyKey: header('Idempotency-Key', false, {
    description:
      'Makes a repeated request have one effect: the same key and body are answered by the stored reply.',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  }),
  idempotencyKeyRequired: header('Idempotency-Key', true, {
    description:
      'Makes a repeated request have one effect: the same key and body are answered by the stored reply.',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  }),
  ifMatch: header('If-Match', false, {
    description: 'The version the change is based on; 412 if the resource has another by now.',
    schema: { type: 'string', pattern: VERSION, examples: ['"3"'] },
  }),
  ifMatchRequired: header('If-Match', true, {
    description: 'The version the change is based on; 412 if the resource has another by now.',
    schema: { type: 'string', pattern: VERSION, examples: ['"3"'] },
  }),
  ifNoneMatch: header('If-None-Match', false, {
    description: 'The version you have; 304 if it is still the current one.',
    schema: { type: 'string', examples: ['"3"'] },
  }),
}

function header(name: string, required: boolean, rest: Pick<Parameter, 'description' | 'schema'>): Parameter {
  return { name, in: 'header', required, ...rest }
}

/** All parameters of an operation: its own, then the shared headers that apply to it. */
export function parametersOf(operation: Operation, gatherer: SchemaGatherer): (Parameter | Reference)[] {
  const from = (place: Parameter['in'], schema: z.ZodObject | undefined) =>
    Object.entries(schema?.shape ?? {}).map(([name, field]) =>
      parameter(
        { name, in: place, where: `${operation.id}: ${place} ${name}` },
        field as z.core.$ZodType,
        gatherer,
      ),
    )
  return [
    ...from('path', operation.params),
    ...from('query', operation.query),
    ...from('header', operation.headers),
    ...sharedOf(operation).map(name => ({ $ref: `#/components/parameters/${name}` })),
  ]
}

function parameter(
  { where, ...place }: Pick<Parameter, 'name' | 'in'> & { where: string },
  field: z.core.$ZodType,
  gatherer: SchemaGatherer,
): Parameter {
  const { description, ...schema } = gatherer.project(field, 'input', where)
  const required = place.in === 'path' || field._zod.optin === undefined
  return { ...place, required, ...(description ? { description } : {}), schema }
}

function sharedOf({ idempotency, ifMatch, etag }: Operation): string[] {
  return [
    ...(idempotency === 'required' ? ['idempotencyKeyRequired'] : []),
    ...(idempotency === 'accepted' ? ['idempotencyKey'] : []),
    ...(ifMatch === 'required' ? ['ifMatchRequired'] : []),
    ...(ifMatch === 'accepted' ? ['ifMatch'] : []),
    ...(etag ? ['ifNoneMatch'] : []),
  ]
}

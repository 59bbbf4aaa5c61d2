import * as z from 'zod'

/** A JSON Schema, as far as samples are made from it. */
interface Schema {
  type?: string
  const?: unknown
  enum?: unknown[]
  default?: unknown
  format?: string
  minLength?: number
  minimum?: number
  minItems?: number
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
  anyOf?: Schema[]
  allOf?: Schema[]
  $ref?: string
  $defs?: Record<string, Schema>
}

const FORMATS: Readonly<Record<string, string>> = {
  uuid: '01900000-0000-7000-8000-000000000000',
  email: 'somebody@example.org',
  uri: 'https://example.org/',
  'date-time': '2030-01-01T00:00:00.000Z',
  date: '2030-01-01',
}

/**
 * The smallest value a schema accepts, as far as it can be told from its JSON Schema; undefined where it cannot (a
 * pattern, say, or a rule that no schema shows).
 */
export function sampleOf(schema: z.ZodType): unknown {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema
  const sample = make(json, json)
  return schema.safeParse(sample).success ? sample : undefined
}

function make(schema: Schema, root: Schema): unknown {
  const given = givenBy(schema)
  if (given !== undefined) return given
  const part = partOf(schema, root)
  return part ? make(part, root) : made(schema, root)
}

/** The schema that stands for another: what it refers to, or the first of what it is made of. */
function partOf({ $ref, anyOf = [], allOf = [] }: Schema, root: Schema): Schema | undefined {
  if ($ref) return root.$defs?.[$ref.split('/').at(-1) ?? '']
  return [...anyOf, ...allOf][0]
}

/** A value that the schema names itself. */
function givenBy({ const: only, default: fallback, enum: values = [] }: Schema): unknown {
  return [only, fallback, values[0]].find(value => value !== undefined)
}

function made(schema: Schema, root: Schema): unknown {
  const maker = MAKERS[schema.type ?? '']
  return maker ? maker(schema, root) : null
}

const MAKERS: Readonly<Record<string, (schema: Schema, root: Schema) => unknown>> = {
  string: ({ format, minLength = 1 }) => FORMATS[format ?? ''] ?? 'a'.repeat(minLength),
  integer: ({ minimum = 1 }) => Math.max(1, minimum),
  number: ({ minimum = 1 }) => Math.max(1, minimum),
  boolean: () => true,
  array: ({ items = {}, minItems = 0 }, root) => Array.from({ length: minItems }, () => make(items, root)),
  object: ({ properties = {}, required = [] }, root) =>
    Object.fromEntries(required.map(name => [name, make(properties[name] ?? {}, root)])),
}

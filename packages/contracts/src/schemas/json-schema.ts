import * as z from 'zod'

/** A JSON Schema (draft 2020-12) as OpenAPI 3.1 and AsyncAPI 3 take it, in the keywords that contracts come to. */
export interface JsonSchema {
  $ref?: string
  $schema?: string
  $defs?: Record<string, JsonSchema>
  id?: string
  type?: string | string[]
  enum?: unknown[]
  const?: unknown
  default?: unknown
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  allOf?: JsonSchema[]
  properties?: Record<string, JsonSchema>
  required?: string[]
  additionalProperties?: boolean | JsonSchema
  propertyNames?: JsonSchema
  items?: boolean | JsonSchema
  prefixItems?: JsonSchema[]
  format?: string
  pattern?: string
  description?: string
  /** Bounds, annotations and whatever else there is. */
  [keyword: string]: unknown
}

/** `input`: what a caller may send, defaults optional. `output`: what is answered, defaults filled in. */
export type Direction = 'input' | 'output'

/** Formats that say everything their pattern says; the pattern would only hide them. */
const PLAIN_FORMATS = new Set(['date-time', 'date', 'time', 'email', 'uri', 'ipv4', 'ipv6'])

/**
 * The JSON Schema of a zod schema, those with an id below `$defs`. `where` names the place in messages.
 *
 * Fails with a `TypeError` when the schema has no JSON form (a `Map`, say).
 */
export function jsonSchemaOf(schema: z.core.$ZodType, io: Direction, where: string): JsonSchema {
  try {
    return z.toJSONSchema(schema, { io, override: simplify }) as JsonSchema
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new TypeError(`${where} has no JSON form: ${reason}`, { cause })
  }
}

/** Drops what zod adds without anyone having declared it: it would bind callers to accidents. */
function simplify({
  zodSchema,
  jsonSchema,
}: {
  zodSchema: z.core.$ZodTypes
  jsonSchema: z.core.JSONSchema.BaseSchema
}) {
  const { def } = zodSchema._zod
  // An answer may gain fields: saying otherwise would make clients refuse tomorrow's service.
  if (def.type === 'object' && !def.catchall) delete jsonSchema.additionalProperties
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
  if (isPlainFormat(jsonSchema.format, def)) delete jsonSchema.pattern
}

/** A UUID of a given version needs its pattern: no format says the version. */
function isPlainFormat(format: string | undefined, def: object) {
  return format === 'uuid'
    ? !('version' in def) || def.version === undefined
    : PLAIN_FORMATS.has(format ?? '')
}

/** A copy of a JSON value in which each `$ref` below `prefix` leads where `refer` says. */
export function mapRefs<T>(value: T, prefix: string, refer: (name: string) => string): T {
  return JSON.parse(JSON.stringify(value), (key, part: unknown) =>
    key === '$ref' && typeof part === 'string' && part.startsWith(prefix)
      ? refer(part.slice(prefix.length))
      : part,
  ) as T
}

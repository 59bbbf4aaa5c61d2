import type * as z from 'zod'

/** Where a value lies in a body; numbers are places in lists. */
export type Path = readonly (string | number)[]

/** A value somewhere in a body, and what may stand there. */
export interface Field {
  path: Path
  schema: z.ZodType
}

/** One of these fits every simple schema there is; a contract with a new kind of text adds what fits it. */
const CANDIDATES: readonly unknown[] = [
  '0193c2f0-0000-7000-8000-000000000001',
  'unheard-of',
  'en',
  'ZA-NQF/6',
  'nobody@example.org',
  '2035-01-01T00:00:00Z',
  '1',
  'course:read',
  'https://example.org',
  1,
  true,
  null,
  {},
]

/** A value the schema accepts, with every optional part there. */
export function sampleOf(schema: z.ZodType): unknown {
  const inner = unwrapped(schema)
  if (isObject(inner)) {
    return Object.fromEntries(
      Object.entries(inner.shape).map(([name, field]) => [name, sampleOf(asType(field))]),
    )
  }
  if (isArray(inner)) return [sampleOf(asType(inner.element))]
  const found = [...CANDIDATES, ...choicesOf(inner)].find(value => inner.safeParse(value).success)
  if (found === undefined) throw new TypeError(`no candidate fits ${JSON.stringify(inner.toJSONSchema())}`)
  return found
}

/** Every field of an object, and of the objects within it, at any depth. */
export function fieldsOf(schema: z.ZodType, path: Path = []): Field[] {
  const inner = unwrapped(schema)
  if (isArray(inner)) return withBelow({ path: [...path, 0], schema: asType(inner.element) })
  if (!isObject(inner)) return []
  return Object.entries(inner.shape).flatMap(([name, field]) =>
    withBelow({ path: [...path, name], schema: asType(field) }),
  )
}

const withBelow = (field: Field): Field[] => [field, ...fieldsOf(field.schema, field.path)]

/** A copy of a body with another value at a place; undefined takes away what stands there. */
export function withValue(body: unknown, path: Path, value: unknown): unknown {
  const [first, ...rest] = path
  if (first === undefined) return value
  if (Array.isArray(body)) return body.with(Number(first), withValue(body[Number(first)], rest, value))
  const members = body as Record<string, unknown>
  return { ...members, [first]: withValue(members[first], rest, value) }
}

/** A place as a JSON Pointer (RFC 6901). */
export const pointerOf = (path: Path): string => path.map(part => `/${part}`).join('')

function choicesOf(schema: z.ZodType): unknown[] {
  const { enum: choices, const: only } = schema.toJSONSchema({ io: 'input', unrepresentable: 'any' })
  return [...(choices ?? []), only]
}

/** What a schema says below `optional`, `default`, `nullable` and the like. */
function unwrapped(schema: z.ZodType): z.ZodType {
  const { innerType } = schema.def as { innerType?: z.ZodType }
  return innerType ? unwrapped(innerType) : schema
}

const isObject = (schema: z.ZodType): schema is z.ZodObject => schema.def.type === 'object'
const isArray = (schema: z.ZodType): schema is z.ZodArray => schema.def.type === 'array'

// What zod keeps inside its own types is only promised the core's interface.
const asType = (schema: z.core.$ZodType) => schema as z.ZodType

import * as z from 'zod'

/** A JSON Schema (draft 2020-12) as OpenAPI 3.1 and AsyncAPI 3 take it. */
export type JsonSchema = z.core.JSONSchema.BaseSchema

/** `input`: what a caller may send, defaults optional. `output`: what is answered, defaults filled in. */
export type Direction = 'input' | 'output'

/** A document in which schemas refer to each other by name. */
export interface WithSchemas<Document> {
  readonly document: Document
  readonly schemas: Record<string, JsonSchema>
}

const DEFS = '#/$defs/'
const COMPONENTS = '#/components/schemas/'
const INPUT = '.input'

/** Formats that say everything their pattern says; the pattern would only hide them. */
const PLAIN_FORMATS = new Set(['date-time', 'date', 'time', 'email', 'uri', 'ipv4', 'ipv6'])

/**
 * Projects zod schemas to JSON Schema. Those with `.meta({ id })` are gathered and referred to by
 * `#/components/schemas/<id>`; one that differs as input gets the name `<id>Input` there.
 *
 * Fails with a `TypeError` when two different schemas carry one id, or one has no JSON form (a `Map`, say).
 */
export class SchemaGatherer {
  readonly #gathered = new Map<string, JsonSchema>()

  /** The JSON Schema of `schema`; `where` names the place in messages. Its references are final after {@link finish}. */
  project(schema: z.core.$ZodType, direction: Direction, where: string): JsonSchema {
    const { $schema: _, $defs = {}, ...root } = convert(schema, direction, where)
    const suffix = direction === 'input' ? INPUT : ''
    const refer = (name: string) => `${COMPONENTS}${name}${suffix}`
    for (const [id, defined] of Object.entries($defs)) {
      const { id: _, ...body } = defined
      this.#gather(`${id}${suffix}`, mapRefs(body, DEFS, refer), where)
    }
    return mapRefs(root, DEFS, refer)
  }

  /** Settles the names of gathered schemas throughout a document made with this gatherer. */
  finish<Document>(document: Document): WithSchemas<Document> {
    const names = settledNames(this.#gathered)
    const settle = <Part>(part: Part) =>
      mapRefs(part, COMPONENTS, name => COMPONENTS + (names.get(name) ?? name))
    const schemas = [...this.#gathered].map(
      ([key, schema]) => [names.get(key) ?? key, settle(schema)] as const,
    )
    return {
      document: settle(document),
      schemas: Object.fromEntries(schemas.toSorted(([a], [b]) => (a < b ? -1 : 1))),
    }
  }

  #gather(name: string, schema: JsonSchema, where: string) {
    const known = this.#gathered.get(name)
    if (known && !isSame(known, schema)) {
      throw new TypeError(`${where}: another schema already has the id ${name.replace(INPUT, '')}`)
    }
    this.#gathered.set(name, schema)
  }
}

function convert(schema: z.core.$ZodType, io: Direction, where: string): JsonSchema {
  try {
    return z.toJSONSchema(schema, { io, override: simplify })
  } catch (cause) {
    throw new TypeError(
      `${where} has no JSON form: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        cause,
      },
    )
  }
}

/** Drops what zod adds without anyone having declared it: it would bind callers to accidents. */
function simplify({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: JsonSchema }) {
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

/** `Course.input` becomes `Course` where it is the same as, or stands without, its output; `CourseInput` elsewhere. */
function settledNames(gathered: ReadonlyMap<string, JsonSchema>): Map<string, string> {
  const inputs = [...gathered.keys()].filter(key => key.endsWith(INPUT))
  const plain = new Set(inputs)
  const alike = (key: string) => {
    const output = gathered.get(outputName(key))
    return (
      !output ||
      isSame(
        output,
        mapRefs(
          gathered.get(key),
          COMPONENTS,
          name => COMPONENTS + (plain.has(name) ? outputName(name) : name),
        ),
      )
    )
  }
  for (let unlike = inputs; unlike.length > 0; ) {
    unlike = [...plain].filter(key => !alike(key))
    for (const key of unlike) plain.delete(key)
  }
  return new Map(inputs.map(key => [key, outputName(key) + (plain.has(key) ? '' : 'Input')]))
}

const outputName = (key: string) => key.slice(0, -INPUT.length)
const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** A copy of a JSON value in which each `$ref` below `prefix` leads where `refer` says. */
export function mapRefs<T>(value: T, prefix: string, refer: (name: string) => string): T {
  return JSON.parse(JSON.stringify(value), (key, part: unknown) =>
    key === '$ref' && typeof part === 'string' && part.startsWith(prefix)
      ? refer(part.slice(prefix.length))
      : part,
  ) as T
}

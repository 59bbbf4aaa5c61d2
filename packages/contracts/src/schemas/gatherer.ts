import type * as z from 'zod'
import { type Direction, type JsonSchema, jsonSchemaOf, mapRefs } from './json-schema.js'

/** Where named schemas stand in a document. */
export const COMPONENTS = '#/components/schemas/'

/** JSON Schemas by name. */
export type Schemas = Record<string, JsonSchema>

/** A part of a document, and the named schemas it refers to. */
export interface WithSchemas<Document> {
  readonly document: Document
  readonly schemas: Schemas
}

const DEFS = '#/$defs/'
const INPUT = '.input'

/**
 * Projects zod schemas to JSON Schema. Those with `.meta({ id })` are gathered and referred to by
 * `#/components/schemas/<id>`; one that differs as input gets the name `<id>Input` there.
 *
 * Fails with a `TypeError` when two different schemas carry one id.
 */
export class SchemaGatherer {
  readonly #gathered = new Map<string, JsonSchema>()

  /** The JSON Schema of `schema`; `where` names the place in messages. Its references are final after {@link finish}. */
  project(schema: z.core.$ZodType, direction: Direction, where: string): JsonSchema {
    const { $schema: _, $defs = {}, ...root } = jsonSchemaOf(schema, direction, where)
    const suffix = direction === 'input' ? INPUT : ''
    const refer = (name: string) => `${COMPONENTS}${name}${suffix}`
    for (const [id, { id: _, ...defined }] of Object.entries($defs)) {
      this.#gather(`${id}${suffix}`, mapRefs(defined, DEFS, refer), where)
    }
    return mapRefs(root, DEFS, refer)
  }

  /** Settles the names of the gathered schemas throughout a document made with this gatherer. */
  finish<Document>(document: Document): WithSchemas<Document> {
    const names = settledNames(this.#gathered)
    const named = (name: string) => names.get(name) ?? name
    const settle = <Part>(part: Part) => mapRefs(part, COMPONENTS, name => COMPONENTS + named(name))
    const schemas = [...this.#gathered].map(([name, schema]) => [named(name), settle(schema)] as const)
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

/** `Course.input` becomes `Course` where it is the same as, or stands without, its output; `CourseInput` elsewhere. */
function settledNames(gathered: ReadonlyMap<string, JsonSchema>): Map<string, string> {
  const inputs = [...gathered.keys()].filter(name => name.endsWith(INPUT))
  const plain = new Set(inputs)
  const asOutput = (name: string) => COMPONENTS + (plain.has(name) ? outputName(name) : name)
  const isAlike = (name: string) => {
    const output = gathered.get(outputName(name))
    return !output || isSame(output, mapRefs(gathered.get(name), COMPONENTS, asOutput))
  }
  for (let unlike = inputs; unlike.length > 0; ) {
    unlike = [...plain].filter(name => !isAlike(name))
    for (const name of unlike) plain.delete(name)
  }
  return new Map(inputs.map(name => [name, outputName(name) + (plain.has(name) ? '' : 'Input')]))
}

const outputName = (name: string) => name.slice(0, -INPUT.length)
const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

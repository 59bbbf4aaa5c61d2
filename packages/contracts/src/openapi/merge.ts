import { type JsonSchema, mapRefs } from '../json-schema.js'
import type { OpenApiDocument } from './document.js'

/** The document of one service, its paths already those of the gateway. */
export interface ServiceDocument {
  service: string
  document: OpenApiDocument
}

type Schemas = OpenApiDocument['components']['schemas']

const SCHEMAS = '#/components/schemas/'

/** Lays the documents of several services over each other; schemas that differ under one name are renamed apart. */
export function mergeDocuments(
  info: OpenApiDocument['info'],
  documents: readonly ServiceDocument[],
): OpenApiDocument {
  const clashing = clashingNames(documents.map(({ document }) => document.components.schemas))
  const parts = documents.map(({ service, document }) =>
    renamed(document, name => (clashing.has(name) ? pascal(service) + name : name)),
  )
  const components = parts.map(part => part.components)
  return {
    openapi: '3.1.1',
    info,
    ...(parts[0]?.servers ? { servers: parts[0].servers } : {}),
    tags: parts.flatMap(part => part.tags),
    paths: united(parts.map(part => part.paths)),
    components: {
      schemas: united(components.map(({ schemas }) => schemas)),
      parameters: united(components.map(({ parameters }) => parameters)),
      responses: united(components.map(({ responses }) => responses)),
      securitySchemes: united(components.map(({ securitySchemes }) => securitySchemes)),
    },
  }
}

/** The names under which at least two of the sets hold something different, be it by way of what they refer to. */
export function clashingNames(sets: readonly Schemas[]): ReadonlySet<string> {
  const clashing = new Set<string>()
  const meanings = (name: string) =>
    new Set(sets.flatMap((set, index) => (set[name] ? [meaning(set[name], index)] : [])))
  const meaning = (schema: JsonSchema, index: number) =>
    JSON.stringify(mapRefs(schema, SCHEMAS, name => (clashing.has(name) ? `${index}.${name}` : name)))
  const names = [...new Set(sets.flatMap(set => Object.keys(set)))]
  for (let found = names; found.length > 0; ) {
    found = names.filter(name => !clashing.has(name) && meanings(name).size > 1)
    for (const name of found) clashing.add(name)
  }
  return clashing
}

function renamed(document: OpenApiDocument, rename: (name: string) => string): OpenApiDocument {
  const moved = mapRefs(document, SCHEMAS, name => SCHEMAS + rename(name))
  const schemas = Object.entries(moved.components.schemas).map(([name, schema]) => [rename(name), schema])
  return { ...moved, components: { ...moved.components, schemas: Object.fromEntries(schemas) } }
}

/** `order-desk` → `OrderDesk`. */
export const pascal = (service: string) =>
  service.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())

/** All records in one, sorted by name. */
function united<Value>(records: readonly Record<string, Value>[]): Record<string, Value> {
  const entries = records.flatMap(record => Object.entries(record))
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

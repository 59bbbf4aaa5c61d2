import { COMPONENTS, type Schemas, type WithSchemas } from './gatherer.js'
import { type JsonSchema, mapRefs } from './json-schema.js'

/** A part of a document that belongs to one service. */
export interface ServicePart<Document> extends WithSchemas<Document> {
  readonly service: string
}

/** Puts the schemas of several services under one roof: what differs under one name gets its service's name before it. */
export function mergeSchemas<Document>(parts: readonly ServicePart<Document>[]): WithSchemas<Document[]> {
  const clashing = clashingNames(parts.map(part => part.schemas))
  const renamed = parts.map(({ service, document, schemas }) => {
    const rename = (name: string) => (clashing.has(name) ? pascal(service) + name : name)
    const refer = (name: string) => COMPONENTS + rename(name)
    return {
      document: mapRefs(document, COMPONENTS, refer),
      schemas: Object.entries(mapRefs(schemas, COMPONENTS, refer)).map(
        ([name, schema]) => [rename(name), schema] as const,
      ),
    }
  })
  return {
    document: renamed.map(part => part.document),
    schemas: byName(renamed.flatMap(part => part.schemas)),
  }
}

/** The names under which at least two of the sets hold something different, be it by way of what they refer to. */
function clashingNames(sets: readonly Schemas[]): ReadonlySet<string> {
  const clashing = new Set<string>()
  const meaning = (schema: JsonSchema, index: number) =>
    JSON.stringify(mapRefs(schema, COMPONENTS, name => (clashing.has(name) ? `${index}.${name}` : name)))
  const meanings = (name: string) =>
    new Set(sets.flatMap((set, index) => (set[name] ? [meaning(set[name], index)] : [])))
  const names = [...new Set(sets.flatMap(set => Object.keys(set)))]
  for (let found = names; found.length > 0; ) {
    found = names.filter(name => !clashing.has(name) && meanings(name).size > 1)
    for (const name of found) clashing.add(name)
  }
  return clashing
}

/** `order-desk` → `OrderDesk`. */
const pascal = (service: string) =>
  service.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())

/** A record of the entries, sorted by name. */
export function byName<Value>(entries: readonly (readonly [name: string, Value])[]): Record<string, Value> {
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

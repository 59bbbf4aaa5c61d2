import type { JsonSchema } from '../schemas/json-schema.js'

/** A schema with the way to follow its references. */
export interface Rooted {
  schema: JsonSchema
  resolve: (schema: JsonSchema) => JsonSchema
}

/** Variants of one value matched with each other, and those without a counterpart. */
export interface MatchedVariants {
  pairs: [JsonSchema, JsonSchema][]
  removed: string[]
  added: string[]
}

/** Matches alternatives by what tells them apart; what remains alone on both sides is taken for one that changed. */
export function matchVariants(before: Rooted, after: Rooted): MatchedVariants {
  const old = labeled(before, namesIn(after.schema))
  const now = labeled(after, namesIn(before.schema))
  const removed = [...old.keys()].filter(label => !now.has(label))
  const added = [...now.keys()].filter(label => !old.has(label))
  const pairs = [...old].flatMap(([label, schema]) => paired(schema, now.get(label)))
  if (removed.length !== 1 || added.length !== 1) return { pairs, removed, added }
  const changed = removed.flatMap(label => paired(old.get(label) ?? {}, now.get(added[0] ?? '')))
  return { pairs: [...pairs, ...changed], removed: [], added: [] }
}

const paired = (one: JsonSchema, other: JsonSchema | undefined): [JsonSchema, JsonSchema][] =>
  other ? [[one, other]] : []

/** A schema as the list of its alternatives; `string | null` and a nullable reference look alike here. */
function variantsOf(schema: JsonSchema): JsonSchema[] {
  const { anyOf, oneOf, type } = schema
  const alternatives = anyOf ?? oneOf
  if (alternatives) return alternatives.flatMap(variantsOf)
  if (!Array.isArray(type)) return [schema]
  return type.map(one => (one === 'null' ? { type: one } : { ...schema, type: one }))
}

const namesIn = (schema: JsonSchema) => new Set(variantsOf(schema).flatMap(({ $ref }) => $ref ?? []))

/** Variants by label. A named union the other side does not name is replaced by its alternatives. */
function labeled({ schema, resolve }: Rooted, named: ReadonlySet<string>): Map<string, JsonSchema> {
  const variants = variantsOf(schema).flatMap(variant => {
    const alternatives = variantsOf(resolve(variant))
    const isKnown = !variant.$ref || named.has(variant.$ref)
    return isKnown || alternatives.length === 1 ? [variant] : alternatives
  })
  return new Map(variants.map(variant => [labelOf(variant, resolve(variant)), variant]))
}

/** `type="lesson"` where a field with one value tells variants apart; else the name of the schema, else its type. */
function labelOf(variant: JsonSchema, resolved: JsonSchema): string {
  const fields = Object.entries(resolved.properties ?? {})
  const constants = fields.filter(([, field]) => field.const !== undefined)
  if (constants.length > 0)
    return constants.map(([name, field]) => `${name}=${JSON.stringify(field.const)}`).join()
  if (resolved.const !== undefined) return JSON.stringify(resolved.const)
  return variant.$ref?.split('/').at(-1) ?? String(resolved.type ?? 'anything')
}

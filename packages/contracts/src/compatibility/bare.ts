const ANNOTATIONS = new Set(['title', 'description', 'examples', 'deprecated', '$comment'])
/** Values of the caller's, in which no keyword has a meaning. */
const VALUES = new Set(['const', 'default', 'enum'])
/** Records whose keys are names, not keywords: a field may well be called `description`. */
const NAMES = new Set(['properties', 'patternProperties', '$defs'])

/** A JSON Schema without what is said to readers only: rewording a description is no change of a contract. */
export function bare<Schema>(schema: Schema): Schema {
  if (Array.isArray(schema)) return schema.map(bare) as Schema
  if (typeof schema !== 'object' || schema === null) return schema
  const kept = Object.entries(schema).filter(([keyword]) => !ANNOTATIONS.has(keyword))
  return Object.fromEntries(kept.map(([keyword, value]) => [keyword, bareValue(keyword, value)])) as Schema
}

function bareValue(keyword: string, value: unknown): unknown {
  if (VALUES.has(keyword)) return value
  return NAMES.has(keyword) ? mapValues(value as Record<string, unknown>, bare) : bare(value)
}

/** A record with each value replaced. */
export function mapValues<From, To>(record: Readonly<Record<string, From>>, to: (value: From) => To) {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, to(value)]))
}

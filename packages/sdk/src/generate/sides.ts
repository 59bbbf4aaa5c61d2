import { childrenOf, defOf, type Schema } from './schema-def.js'

/** A schema has two types: what a caller passes, and what comes back with defaults filled in. */
export type Side = 'input' | 'output'

const FILLING = new Set(['default', 'prefault', 'catch'])

/** Whether a field may be left out. */
export function isOptional(field: Schema, side: Side): boolean {
  return (side === 'input' ? field._zod.optin : field._zod.optout) !== undefined
}

/** Whether anything within a schema makes its two types differ. */
export function sidesDiffer(schema: Schema, seen = new Set<Schema>()): boolean {
  if (seen.has(schema)) return false
  seen.add(schema)
  if (FILLING.has(defOf(schema).type) || defOf(schema).type === 'pipe') return true
  return childrenOf(schema).some(child => sidesDiffer(child, seen))
}

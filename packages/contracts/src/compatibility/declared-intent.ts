import { fieldsOf, phraseParts, type SlotPart } from '../intent.js'
import type { Operation } from '../operation.js'
import { type JsonSchema, jsonSchemaOf } from '../schemas/json-schema.js'

/** A field that what somebody says can fill. */
export interface Slot {
  readonly in: SlotPart
  readonly required: boolean
  /** What it takes, complete in itself. */
  readonly schema: JsonSchema
}

/** How an operation is asked for in words: plain JSON, to be told to others. */
export interface DeclaredIntent {
  readonly phrases: readonly string[]
  /** Whether the operation takes a body, be it empty. */
  readonly hasBody: boolean
  /** The fields that the phrases name; no other can be filled. */
  readonly slots: Readonly<Record<string, Slot>>
}

/** How an operation is asked for in words; undefined if it cannot be. */
export function declaredIntent(operation: Operation): DeclaredIntent | undefined {
  const { id, intent, body } = operation
  if (!intent) return undefined
  const named = new Set(
    intent.phrases.flatMap(phraseParts).flatMap(part => ('slot' in part ? [part.slot] : [])),
  )
  const slots = fieldsOf(operation)
    .filter(({ name }) => named.has(name))
    .map(({ name, part, required, schema }) => {
      const { $schema: _, default: __, ...plain } = jsonSchemaOf(schema, 'input', `${id}: ${name}`)
      return [name, { in: part, required, schema: plain }] as const
    })
  return { phrases: intent.phrases, hasBody: body !== undefined, slots: Object.fromEntries(slots) }
}

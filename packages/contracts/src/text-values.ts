import type * as z from 'zod'
import { unwrapped } from './schemas/unwrapped.js'

/** Text values by name, as they stand in a query string, a path or command-line flags; repeated names are lists. */
export type TextValues = Readonly<Record<string, string | readonly string[] | undefined>>

/**
 * Reads text as the values a schema declares: `'20'` as 20 where an integer is declared, `'true'` as true where a
 * boolean is, one value as a list where an array is. Text that does not read so is left as it is, for the schema to refuse.
 */
export type ReadText = (values: TextValues) => Record<string, unknown>

type Read = (text: string | readonly string[]) => unknown

/** Prepares reading text for a schema once, so that each request only looks fields up. */
export function readerOf(schema: z.ZodObject): ReadText {
  const readers = new Map(
    Object.entries(schema.shape).map(([name, field]) => [name, fieldReader(field as z.core.$ZodType)]),
  )
  return values => {
    // Without a prototype, so that a value named `__proto__` is a value like any other.
    const result: Record<string, unknown> = Object.create(null)
    for (const name of Object.keys(values)) {
      const value = values[name]
      if (value !== undefined) result[name] = (readers.get(name) ?? asIs)(value)
    }
    return result
  }
}

const asIs: Read = text => text
// Decimal only: `Number` alone would also take `0x10`, `Infinity`, blanks and the empty text.
const DECIMAL = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i
const asNumber: Read = text =>
  typeof text === 'string' && DECIMAL.test(text) && Number.isFinite(Number(text)) ? Number(text) : text
const asBoolean: Read = text => (text === 'true' ? true : text === 'false' ? false : text)

function fieldReader(field: z.core.$ZodType): Read {
  const inner = unwrapped(field)
  const { type } = inner._zod.def
  if (type === 'number' || type === 'int') return asNumber
  if (type === 'boolean') return asBoolean
  if (type === 'array') return listReader((inner as z.core.$ZodArray)._zod.def.element)
  return asIs
}

function listReader(element: z.core.$ZodType): Read {
  const read = fieldReader(element)
  return text => (typeof text === 'string' ? [text] : text).map(read)
}

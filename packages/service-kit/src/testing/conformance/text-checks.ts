import type { Operation } from '@azora/contracts'
import { expect, test } from 'vitest'
import type * as z from 'zod'

/** What PostgreSQL does not store, and what UTF-8 has no bytes for. */
const UNSAFE: readonly string[] = ['\0', '\ud800', '\udc00', '\udc00\ud800']
/** Beyond what any field should take; bodies as a whole are limited in bytes. */
const ENDLESS = 'a'.repeat(100_001)
const PADDINGS = Array.from({ length: 65 }, (_, length) => 'a'.repeat(length))

/** Whether every text in a request can be kept as it was sent, and none is without end. No service needs to run for it. */
export function textChecks(operations: readonly Operation[]): void {
  test('every text it takes can be stored as sent, and has a limit: `text`, `line` and `filled` of the contracts see to it', () => {
    expect(operations.flatMap(unsafeTexts)).toEqual([])
  })
}

/** The places of a request where a text is taken that could not be kept, or anything at all is. */
export function unsafeTexts({ id, params, query, headers, body }: Operation): string[] {
  const parts = Object.entries({ params, query, headers, body })
  return parts.flatMap(([part, schema]) =>
    leavesOf(schema, part).flatMap(leaf => {
      const fault = faultOf(leaf.schema)
      return fault ? [`${id}: ${leaf.at} ${fault}`] : []
    }),
  )
}

interface Leaf {
  at: string
  schema: z.ZodType
}

/** What a schema holds, as far as that can be known: the inner parts of the kinds that have some. */
interface Definition {
  type: string
  shape?: Readonly<Record<string, z.ZodType>>
  element?: z.ZodType
  innerType?: z.ZodType
  options?: readonly z.ZodType[]
  keyType?: z.ZodType
  valueType?: z.ZodType
  in?: z.ZodType
}

function leavesOf(schema: z.ZodType | undefined, at: string): Leaf[] {
  if (!schema) return []
  const parts = partsOf(schema.def)
  return parts.length === 0 ? [{ at, schema }] : parts.flatMap(([name, part]) => leavesOf(part, at + name))
}

function partsOf(definition: Definition): [name: string, schema: z.ZodType][] {
  const { shape = {}, options = [], element, innerType, keyType, valueType } = definition
  const parts: [name: string, schema: z.ZodType | undefined][] = [
    ...Object.entries(shape).map(([name, field]): [string, z.ZodType] => [`/${name}`, field]),
    ...options.map((option, at): [string, z.ZodType] => [`|${at}`, option]),
    ['/(key)', keyType],
    ['/*', valueType ?? element],
    ['', innerType ?? definition.in],
  ]
  return parts.flatMap(([name, schema]) => (schema ? [[name, schema]] : []))
}

const ANYTHING = new Set(['any', 'unknown', 'custom', 'transform'])

function faultOf(schema: z.ZodType): string | undefined {
  if (ANYTHING.has(schema.def.type)) return 'takes anything'
  if (schema.def.type !== 'string') return undefined
  if (schema.safeParse(ENDLESS).success) return 'takes text without end'
  const taken = PADDINGS.flatMap(padding => UNSAFE.flatMap(text => [padding + text, text + padding])).find(
    text => schema.safeParse(text).success,
  )
  return taken === undefined ? undefined : `takes ${JSON.stringify(taken)}`
}

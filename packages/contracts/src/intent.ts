import type * as z from 'zod'
import { type Operation, operation } from './operation.js'
import type { Route } from './route.js'
import { unwrapped } from './schemas/unwrapped.js'
import { SECRET_NAME } from './secret-name.js'

/** The parts of a request that a phrase can fill. */
export const SLOT_PARTS = ['params', 'query', 'body'] as const
export type SlotPart = (typeof SLOT_PARTS)[number]

/** A field of an operation, and the part of the request it stands in. */
export interface Field {
  readonly name: string
  readonly part: SlotPart
  readonly schema: z.core.$ZodType
  readonly required: boolean
}

/** One word of a phrase, or the field that stands in its place. */
export type PhrasePart = { readonly word: string } | { readonly slot: string }

const SLOT = /^\{(\w+)\}$/
/** Values that people can say. */
const SAYABLE = new Set(['string', 'number', 'int', 'boolean', 'enum', 'literal'])

/** A phrase in its parts: `enroll me in {courseId}` is three words and a slot. */
export function phraseParts(phrase: string): PhrasePart[] {
  return phrase
    .trim()
    .split(/\s+/)
    .map(part => {
      const slot = SLOT.exec(part)?.[1]
      return slot === undefined ? { word: part } : { slot }
    })
}

/** The fields of an operation that a phrase could name. */
export function fieldsOf(of: Operation): Field[] {
  return SLOT_PARTS.flatMap(part =>
    Object.entries(shapeOf(of[part])).map(([name, schema]) => ({
      name,
      part,
      schema,
      required: schema._zod.optin === undefined,
    })),
  )
}

/**
 * Refuses an intent that could not be kept: phrases that leave out what the operation needs or cannot be told apart from what they
 * hold, fields that are secret or no plain values, and operations that no key makes happen once.
 *
 * @throws TypeError naming the operation and the fault
 */
export function refuseUnsoundIntents(
  contract: string,
  routes: Readonly<Record<string, Readonly<Record<string, Route>>>>,
): void {
  for (const [resource, named] of Object.entries(routes))
    for (const [name, route] of Object.entries(named)) {
      if (!route.intent) continue
      const of = operation(resource, name, route)
      const faults = [
        ...FAULTS.map(faultIn => faultIn(of)),
        ...route.intent.phrases.map(phrase => faultOfPhrase(phrase, of)),
      ]
      const fault = faults.find(Boolean)
      if (fault) throw new TypeError(`${contract}.${of.id} cannot be asked for in words: ${fault}`)
    }
}

/** What speaks against an operation, whatever its phrases are. */
const FAULTS: readonly ((of: Operation) => string | false | undefined)[] = [
  ({ params, query, body, returns }) => {
    const [secret] = [params, query, body, returns].flatMap(secretsIn)
    return secret !== undefined && `${secret} is a secret`
  },
  ({ access }) => access === 'service' && 'it is for services',
  ({ ifMatch }) => ifMatch === 'required' && 'it wants the version that was read',
  // Credentials are what such a POST answers with; and nothing would make it happen once.
  ({ method, idempotency }) =>
    method === 'POST' && idempotency === 'ignored' && 'it looks at no Idempotency-Key',
  ({ body }) => body && !isObject(body) && 'its body is no object',
  of => {
    const names = fieldsOf(of).map(({ name }) => name)
    return new Set(names).size < names.length && 'two of its fields have one name'
  },
]

function faultOfPhrase(phrase: string, of: Operation): string | undefined {
  const parts = phraseParts(phrase)
  const slots = parts.flatMap(part => ('slot' in part ? [part.slot] : []))
  const fields = fieldsOf(of)
  const saying = `"${phrase}"`
  const unknown = slots.find(slot => !fields.some(({ name }) => name === slot))
  if (unknown !== undefined) return `${saying} names ${unknown}, which it does not have`
  const unsayable = fields.find(({ name, schema }) => slots.includes(name) && !isSayable(schema))
  if (unsayable) return `${saying} names ${unsayable.name}, which is no plain value`
  const missing = fields.find(({ name, required }) => required && !slots.includes(name))
  if (missing) return `${saying} leaves out ${missing.name}`
  if (parts.some(part => 'word' in part && /[{}]/.test(part.word)))
    return `${saying} has a brace within a word`
  if (new Set(slots).size < slots.length) return `${saying} names a field twice`
  if (slots.length === parts.length) return `${saying} has no words`
  return parts.some((part, at) => 'slot' in part && 'slot' in (parts[at + 1] ?? {}))
    ? `${saying} has no word between two fields`
    : undefined
}

/** The names of secrets in a schema, at any depth. */
function secretsIn(schema: z.core.$ZodType | undefined): string[] {
  if (!schema) return []
  const { innerType, element } = schema._zod.def as {
    innerType?: z.core.$ZodType
    element?: z.core.$ZodType
  }
  const fields = Object.entries(shapeOf(schema))
  return [
    ...fields.flatMap(([name, field]) => [...(SECRET_NAME.test(name) ? [name] : []), ...secretsIn(field)]),
    ...secretsIn(innerType ?? element),
  ]
}

const isSayable = (schema: z.core.$ZodType) => SAYABLE.has(unwrapped(schema)._zod.def.type)
const isObject = (schema: z.core.$ZodType) => unwrapped(schema)._zod.def.type === 'object'

function shapeOf(schema: z.core.$ZodType | undefined): Readonly<Record<string, z.core.$ZodType>> {
  if (!schema || !isObject(schema)) return {}
  return (unwrapped(schema)._zod.def as z.core.$ZodObjectDef).shape
}

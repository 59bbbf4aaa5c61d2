import { type Operation, readerOf } from '@azora/contracts'
import * as z from 'zod'
import { UserError } from '../exit.js'
import { flagName } from '../parameters.js'
import type { Field } from './field-flags.js'

/** The parts of a request, as the contract takes them. */
export interface RequestParts {
  params: Record<string, unknown>
  query?: Record<string, unknown>
  headers?: Record<string, unknown>
  body?: unknown
}

/** What was typed. */
export interface Typed {
  readonly input: Readonly<Record<string, unknown>>
  readonly fields: ReadonlyMap<string, Field>
  /** What `--data` holds. */
  readonly data: unknown
}

type Part = 'params' | 'query' | 'headers' | 'body'

/** Makes a request of what was typed, checked against the contract. @throws {UserError} `invalid-input`, with every fault */
export function requestOf(operation: Operation, typed: Typed): RequestParts {
  const parts = {
    params: read(operation.params, pick(typed.input, Object.keys(operation.params.shape))),
    query: operation.query && read(operation.query, fieldsOf(typed, 'query')),
    headers: operation.headers && read(operation.headers, fieldsOf(typed, 'headers')),
    body: operation.body && bodyOf(operation.body, typed),
  }
  const faults = (['params', 'query', 'headers', 'body'] as const).flatMap(part =>
    faultsOf(part, operation[part], parts[part]).map(fault => located(part, fault, typed.fields)),
  )
  if (faults.length > 0) {
    throw new UserError('invalid-input', `${operation.id} does not take that`, { faults })
  }
  const { params, query, headers, body } = parts
  return { params, ...(query && { query }), ...(headers && { headers }), ...(body !== undefined && { body }) }
}

function pick(values: Readonly<Record<string, unknown>>, names: readonly string[]) {
  return Object.fromEntries(names.map(name => [name, values[name]]))
}

function fieldsOf({ input, fields }: Typed, part: Part): Record<string, unknown> {
  const given = [...fields].filter(([key, field]) => field.part === part && isGiven(input[key]))
  return Object.fromEntries(given.map(([key, { name }]) => [name, input[key]]))
}

function isGiven(value: unknown) {
  return value !== undefined && !(Array.isArray(value) && value.length === 0)
}

function bodyOf(schema: z.ZodType, typed: Typed): unknown {
  const given = schema instanceof z.ZodObject ? read(schema, fieldsOf(typed, 'body')) : {}
  if (typed.data === undefined) return given
  return isObject(typed.data) ? { ...typed.data, ...given } : typed.data
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Reads text by the schema's types; what is no text, from JSON, stays; `null` is null where that may be. */
function read(schema: z.ZodObject, values: Record<string, unknown>): Record<string, unknown> {
  const texts = Object.entries(values).filter(isTextEntry)
  const rest = Object.entries(values).filter(([, value]) => value !== undefined && !isText(value))
  const result = { ...readerOf(schema)(Object.fromEntries(texts)), ...Object.fromEntries(rest) }
  for (const [name, value] of texts) {
    if (value === 'null' && schema.shape[name]?.safeParse(null).success) result[name] = null
  }
  return result
}

function isTextEntry(entry: [string, unknown]): entry is [string, string | string[]] {
  return isText(entry[1])
}

function isText(value: unknown): value is string | string[] {
  return typeof value === 'string' || (Array.isArray(value) && value.every(one => typeof one === 'string'))
}

function faultsOf(part: Part, schema: z.ZodType | undefined, value: unknown) {
  if (!schema || (part === 'body' && value === undefined)) return []
  return schema.safeParse(value).error?.issues ?? []
}

function located(part: Part, { path, message }: z.core.$ZodIssue, fields: ReadonlyMap<string, Field>) {
  const [first, ...rest] = path.map(String)
  if (first === undefined) return `${part}: ${message}`
  const key = [...fields].find(([, field]) => field.part === part && field.name === first)?.[0]
  const name = part === 'params' ? `<${flagName(first)}>` : key ? `--${flagName(key)}` : `${part}.${first}`
  return `${[name, ...rest].join('.')}: ${message.endsWith('received undefined') ? 'is missing' : message.replace('Invalid input: ', '')}`
}

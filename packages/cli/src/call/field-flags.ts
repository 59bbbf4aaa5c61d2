import * as z from 'zod'
import { type Flag, flagName, Unreadable } from '../parameters.js'

type Part = 'query' | 'headers' | 'body'

/** A field of a request as a flag. */
export interface Field {
  readonly part: Part
  /** Its name in the request. */
  readonly name: string
  readonly flag: Flag
}

/** Flags of every command: a field of the same name gets its part in front. */
const TAKEN = new Set(
  'json root config color verbose help version data all anonymous if-match idempotency-key dry-run timeout'.split(
    ' ',
  ),
)

/** The fields of a part of a request as flags, by the flag's name. */
export function fieldFlags(part: Part, schema: z.ZodType | undefined): [string, Field][] {
  if (!(schema instanceof z.ZodObject)) return []
  const fields: Readonly<Record<string, z.ZodType>> = schema.shape
  return Object.entries(fields).map(([name, field]) => {
    const isTaken = TAKEN.has(flagName(name))
    const key = isTaken ? `${part}${name[0]?.toUpperCase()}${name.slice(1)}` : name
    return [key, { part, name, flag: fieldFlag(field) }]
  })
}

function fieldFlag(field: z.ZodType): Flag {
  const { schema, isRequired, fallback } = bare(field)
  const kind = kindOf(schema)
  const notes = [
    describedAs(field) ?? describedAs(schema) ?? kind.about,
    isRequired ? 'required' : '',
    fallback === undefined ? '' : `default ${JSON.stringify(fallback)}`,
  ]
  return {
    about: notes
      .filter(Boolean)
      .map(note => note.replace(/\.$/, ''))
      .join('; '),
    kind: kind.isList ? 'list' : 'value',
    placeholder: kind.placeholder,
    completes: kind.choices,
    read: kind.isJson ? json : text => text,
  }
}

function describedAs(schema: z.ZodType) {
  return z.globalRegistry.get(schema)?.description
}

interface FieldKind {
  placeholder: string
  about: string
  isList?: boolean
  isJson?: boolean
  choices?: readonly string[]
}

/** A schema below optional, default and nullable, and what those say. */
function bare(field: z.ZodType): { schema: z.ZodType; isRequired: boolean; fallback?: unknown } {
  if (field instanceof z.ZodDefault) {
    return { ...bare(inner(field)), isRequired: false, fallback: field.parse(undefined) }
  }
  if (field instanceof z.ZodOptional) return { ...bare(inner(field)), isRequired: false }
  if (field instanceof z.ZodNullable) return bare(inner(field))
  return { schema: field, isRequired: true }
}

/** zod types what it wraps by its core, of which every schema here is one. */
function inner(wrapper: z.ZodOptional | z.ZodNullable | z.ZodDefault): z.ZodType {
  return wrapper.unwrap() as z.ZodType
}

function kindOf(schema: z.ZodType): FieldKind {
  if (schema instanceof z.ZodEnum) {
    const choices = schema.options.map(String)
    return {
      placeholder: choices.join('|').length <= 40 ? choices.join('|') : 'NAME',
      about: choices.join(', '),
      choices,
    }
  }
  if (schema instanceof z.ZodBoolean)
    return { placeholder: 'true|false', about: 'true or false', choices: ['true', 'false'] }
  if (schema instanceof z.ZodNumber) return { placeholder: 'N', about: rangeOf(schema) }
  if (schema instanceof z.ZodString || schema instanceof z.ZodStringFormat) return textKind(schema)
  if (schema instanceof z.ZodArray) return listKind(schema)
  return { placeholder: 'JSON', about: 'as JSON', isJson: true }
}

function textKind(schema: z.ZodString | z.ZodStringFormat): FieldKind {
  const { format } = schema
  return format === null || format === 'regex'
    ? { placeholder: 'TEXT', about: lengthOf(schema) }
    : {
        placeholder: format.toUpperCase(),
        about: format === 'datetime' ? 'a time, as 2030-01-31T12:00:00Z' : `as ${format}`,
      }
}

function listKind(schema: z.ZodArray): FieldKind {
  const element = kindOf(schema.element as z.ZodType)
  return element.isJson ? element : { ...element, about: `${element.about}; may be repeated`, isList: true }
}

function rangeOf({ minValue, maxValue }: z.ZodNumber) {
  const isBounded =
    minValue !== null && maxValue !== null && Number.isFinite(minValue) && Number.isFinite(maxValue)
  return isBounded && maxValue < Number.MAX_SAFE_INTEGER ? `${minValue} to ${maxValue}` : 'a number'
}

function lengthOf({ minLength, maxLength }: z.ZodString | z.ZodStringFormat) {
  return maxLength === null ? 'text' : `text of ${minLength ?? 0} to ${maxLength} characters`
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Unreadable('expected JSON')
  }
}

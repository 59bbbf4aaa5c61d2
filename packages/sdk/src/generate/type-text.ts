import { docLine, literalType, propertyName } from './literal-text.js'
import { defOf, type Schema, type SchemaDef } from './schema-def.js'
import { isOptional, type Side } from './sides.js'

/** Gives the name under which a schema's type is declared, if it has one. */
export type NameOf = (schema: Schema, side: Side) => string | undefined
/** Gives the documentation of a schema, if it has any. */
export type AboutOf = (schema: Schema) => string | undefined

/** What writing a type depends on. */
export interface TypeContext {
  side: Side
  nameOf: NameOf
  aboutOf: AboutOf
}

type Write = (def: SchemaDef, write: (schema: Schema) => string, context: TypeContext) => string

const inner: Write = ({ innerType }, write) => (innerType ? write(innerType) : 'unknown')
const union = (types: readonly string[]) => [...new Set(types)].join(' | ') || 'never'
const orUndefined: Write = (def, write, context) => union([inner(def, write, context), 'undefined'])

const WRITERS: Record<string, Write> = {
  string: () => 'string',
  number: () => 'number',
  boolean: () => 'boolean',
  null: () => 'null',
  undefined: () => 'undefined',
  unknown: () => 'unknown',
  never: () => 'never',
  literal: ({ values = [] }) => union(values.map(literalType)),
  enum: ({ entries = {} }) => union(Object.values(entries).map(literalType)),
  union: ({ options = [] }, write) => union(options.map(write)),
  intersection: ({ left, right }, write) => [left, right].map(side => side && `(${write(side)})`).join(' & '),
  array: ({ element }, write) => `${grouped(element ? write(element) : 'unknown')}[]`,
  tuple: ({ items = [], rest }, write) =>
    `[${[...items.map(write), ...(rest ? [`...${grouped(write(rest))}[]`] : [])].join(', ')}]`,
  record: ({ keyType, valueType }, write) =>
    `Record<${keyType && write(keyType)}, ${valueType && write(valueType)}>`,
  object: (def, _, context) => `{\n${fieldsText(def, context)}}`,
  optional: orUndefined,
  nullable: (def, write, context) => union([inner(def, write, context), 'null']),
  default: (def, write, context) => (context.side === 'input' ? orUndefined : inner)(def, write, context),
  prefault: (def, write, context) => (context.side === 'input' ? orUndefined : inner)(def, write, context),
  catch: inner,
  nonoptional: inner,
  readonly: (def, write, context) => readonlyText(def, inner(def, write, context)),
  lazy: ({ getter }, write) => (getter ? write(getter()) : 'unknown'),
  pipe: (def, write, { side }) => {
    const end = side === 'input' ? def.in : def.out
    return end ? write(end) : 'unknown'
  },
}

/** A type of JSON that has no type to be written down: a transform, a date, a map. */
export class NoTypeText extends TypeError {}

/** Writes the TypeScript type of a schema; named schemas by their name. */
export function typeText(schema: Schema, context: TypeContext): string {
  return context.nameOf(schema, context.side) ?? structureText(schema, context)
}

/** Writes out what a schema is made of, even if it has a name itself. */
export function structureText(schema: Schema, context: TypeContext): string {
  const def = defOf(schema)
  const write = WRITERS[def.type]
  if (!write)
    throw new NoTypeText(`a schema of type '${def.type}' has no JSON type that could be written down`)
  return write(def, child => typeText(child, context), context)
}

/** The fields of an object schema, one per line, each under its documentation. */
export function fieldsText({ shape = {}, catchall }: SchemaDef, context: TypeContext): string {
  const fields = Object.entries(shape).map(([name, field]) => {
    const about = context.aboutOf(field)
    const mark = isOptional(field, context.side) ? '?' : ''
    return `${about ? docLine(about, '  ') : ''}  ${propertyName(name)}${mark}: ${indented(fieldType(field, context))}\n`
  })
  const others =
    catchall && defOf(catchall).type !== 'never' ? [`  [key: string]: ${typeText(catchall, context)}\n`] : []
  return [...fields, ...others].join('')
}

/** A field that may be left out says so by its `?` alone. */
function fieldType(field: Schema, context: TypeContext): string {
  const { type, innerType } = defOf(field)
  const isMarked = isOptional(field, context.side) && ['optional', 'default', 'prefault'].includes(type)
  return isMarked && innerType ? fieldType(innerType, context) : typeText(field, context)
}

const indented = (text: string) => text.replaceAll('\n', '\n  ')
const grouped = (text: string) => (/[|&]/.test(text.replace(/\{[\s\S]*\}|'[^']*'/g, '')) ? `(${text})` : text)
const readonlyText = ({ innerType }: SchemaDef, text: string) =>
  innerType && ['array', 'tuple'].includes(defOf(innerType).type) ? `readonly ${text}` : `Readonly<${text}>`

import { type Content, type Html, html, inline } from './html.js'

/** As much of JSON Schema as the reference shows. */
export interface Schema {
  $ref?: string
  type?: string | string[]
  format?: string
  enum?: unknown[]
  const?: unknown
  default?: unknown
  description?: string
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  additionalProperties?: Schema | boolean
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  minItems?: number
  maxItems?: number
  pattern?: string
}

const SCHEMAS = '#/components/schemas/'

/** The anchor of a named schema. */
export const schemaAnchor = (name: string) => `schema-${name}`

/** What a value is, in a few words: `string (uuid)`, `Course[]`, `integer or null`. Names lead to their schemas. */
export function typeOf(schema: Schema): Content {
  if (schema.$ref) return reference(schema.$ref)
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return joined(choices.map(typeOf), ' or ')
  if (schema.allOf) return joined(schema.allOf.map(typeOf), ' and ')
  if (schema.enum)
    return joined(
      schema.enum.map(value => html`<code>${JSON.stringify(value)}</code>`),
      ' | ',
    )
  if ('const' in schema) return html`<code>${JSON.stringify(schema.const)}</code>`
  if (schema.items) return html`list of ${typeOf(schema.items)}`
  return plainType(schema)
}

function plainType({ type, format, additionalProperties }: Schema): Content {
  const name = Array.isArray(type) ? type.join(' or ') : (type ?? 'anything')
  if (format) return `${name} (${format})`
  return typeof additionalProperties === 'object' ? html`object of ${typeOf(additionalProperties)}` : name
}

/** The limits of a value, one phrase each. */
export function limitsOf(schema: Schema): string[] {
  const [inner = schema] = (schema.anyOf ?? []).filter(choice => choice.type !== 'null')
  return [
    range(inner.minLength, inner.maxLength, 'characters'),
    range(inner.minimum, inner.maximum, ''),
    range(inner.minItems, inner.maxItems, 'entries'),
    schema.default === undefined ? undefined : `default ${JSON.stringify(schema.default)}`,
  ].filter(limit => limit !== undefined)
}

function range(least: number | undefined, most: number | undefined, unit: string): string | undefined {
  // zod's `int()` bounds integers by what a double can hold; nobody chose that limit.
  const max = most === Number.MAX_SAFE_INTEGER ? undefined : most
  const min = least === Number.MIN_SAFE_INTEGER ? undefined : least
  if (min !== undefined && max !== undefined) return `${min} to ${max} ${unit}`.trim()
  if (max !== undefined) return `at most ${max} ${unit}`.trim()
  return min === undefined ? undefined : `at least ${min} ${unit}`.trim()
}

/** The fields of an object, those of objects inside it below them; for anything else, what it is. */
export function schemaView(schema: Schema): Html {
  const inside = schema.items && !schema.$ref ? schema.items : schema
  if (!inside.properties) return html`<p class="type">${typeOf(schema)}</p>`
  const intro = inside === schema ? '' : html`<p class="type">A list of:</p>`
  return html`${intro}<dl class="fields">${fieldsOf(inside)}</dl>`
}

function fieldsOf({ properties = {}, required = [] }: Schema): Html[] {
  return Object.entries(properties).map(([name, field]) => fieldView(name, field, required.includes(name)))
}

/** One named value. */
export function fieldView(name: string, schema: Schema, required: boolean): Html {
  const limits = limitsOf(schema).map(limit => html`<span class="limit">${limit}</span>`)
  const nested = schema.properties ?? schema.items?.properties
  return html`<div class="field"><dt><code>${name}</code>${required ? '' : html`<span class="optional">optional</span>`}</dt>
<dd><span class="type">${typeOf(schema)}</span>${limits}${schema.description ? html`<p>${inline(schema.description)}</p>` : ''}${
    nested ? html`<dl class="fields">${fieldsOf(schema.properties ? schema : (schema.items ?? {}))}</dl>` : ''
  }</dd></div>`
}

function reference(ref: string): Content {
  const name = ref.slice(SCHEMAS.length)
  return html`<a href="#${schemaAnchor(name)}">${name}</a>`
}

function joined(parts: readonly Content[], between: string): Content {
  return parts.map((part, at) => (at === 0 ? part : [between, part]))
}

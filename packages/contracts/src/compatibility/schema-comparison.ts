import { COMPONENTS, type Schemas } from '../schemas/gatherer.js'
import type { Direction, JsonSchema } from '../schemas/json-schema.js'
import { breaking, type Change, compatible, wasIs } from './change.js'
import { type Difference, type Effect, keywordDifferences } from './keywords.js'
import { matchVariants } from './variants.js'

/** Where a compared value stands, and which way it travels. */
export interface Place {
  /** The operation's part, the named schema or the event, with the pointer to the value after a space. */
  where: string
  direction: Direction
}

type Pair = [before: JsonSchema, after: JsonSchema]
type Parts<Part> = [before: Part | undefined, after: Part | undefined]

/** What breaks the reader of a value: a request read more narrowly, an answer that says more than was known. */
const BREAKING: Record<Direction, readonly Effect[]> = {
  input: ['narrows', 'changes'],
  output: ['widens', 'changes'],
}

/** Compares schemas of two snapshots; a named schema is reported once per direction, however often it is used. */
export class SchemaComparison {
  readonly #before: Schemas
  readonly #after: Schemas
  readonly #seen = new Set<string>()

  constructor(before: Schemas, after: Schemas) {
    this.#before = before
    this.#after = after
  }

  /** The changes from one schema to another, with everything below them. */
  changes(place: Place, [before, after]: Pair): Change[] {
    const { pairs, removed, added } = matchVariants(
      { schema: before, resolve: schema => resolved(schema, this.#before) },
      { schema: after, resolve: schema => resolved(schema, this.#after) },
    )
    return [
      ...removed.map(label => change(place, variant('variant-removed', label))),
      ...added.map(label => change(place, variant('variant-added', label))),
      ...pairs.flatMap(pair =>
        pair.some(schema => schema.$ref) ? this.#namedChanges(place, pair) : this.#valueChanges(place, pair),
      ),
    ]
  }

  #namedChanges(place: Place, [before, after]: Pair): Change[] {
    const key = `${place.direction} ${before.$ref ?? place.where} ${after.$ref ?? place.where}`
    if (this.#seen.has(key)) return []
    this.#seen.add(key)
    const pair: Pair = [resolved(before, this.#before), resolved(after, this.#after)]
    return this.changes(before.$ref ? named(before.$ref, place.direction) : place, pair)
  }

  #valueChanges(place: Place, pair: Pair): Change[] {
    const types = typeDifference(...pair)
    if (types) return [change(place, types)]
    return [
      ...keywordDifferences(...pair)
        .filter(({ effect }) => effect !== 'nothing' || place.direction === 'input')
        .map(difference => change(place, difference)),
      ...this.#fieldChanges(place, pair),
      ...this.#partChanges(place, pair),
    ]
  }

  #fieldChanges(place: Place, [before, after]: Pair): Change[] {
    const [old, now] = [fieldsOf(before), fieldsOf(after)]
    return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap(name => {
      const at = below(place, name)
      const [from, to] = [old[name], now[name]]
      if (!from) return [fieldAdded(at, isRequired(after, name))]
      if (!to) return [breaking('field-removed', at.where, 'the field is gone')]
      const presence = presenceDifference(isRequired(before, name), isRequired(after, name))
      return [...(presence ? [change(at, presence)] : []), ...this.changes(at, [from, to])]
    })
  }

  /** The schemas of elements, of further fields and of their names, and of intersections. */
  #partChanges(place: Place, [before, after]: Pair): Change[] {
    return [
      ...this.#partChange(below(place, '*'), [before.items, after.items]),
      ...this.#partChange(below(place, '*'), [before.additionalProperties, after.additionalProperties]),
      ...this.#partChange(below(place, '(name)'), [before.propertyNames, after.propertyNames]),
      ...this.#listChanges(place, [before.prefixItems, after.prefixItems]),
      ...this.#listChanges(place, [before.allOf, after.allOf]),
    ]
  }

  #partChange(place: Place, [from = true, to = true]: Parts<boolean | JsonSchema>): Change[] {
    if (typeof from === 'object' && typeof to === 'object') return this.changes(place, [from, to])
    if (from === to) return []
    const effect = from === true || to === false ? 'narrows' : 'widens'
    return [change(place, { kind: 'schema-changed', effect, message: wasIs(from, to) })]
  }

  #listChanges(place: Place, [from = [], to = []]: Parts<JsonSchema[]>): Change[] {
    if (from.length !== to.length) {
      return [
        change(place, { kind: 'schema-changed', effect: 'changes', message: 'another number of parts' }),
      ]
    }
    return from.flatMap((schema, index) =>
      this.changes(below(place, String(index)), [schema, to[index] ?? {}]),
    )
  }
}

/** The schema a reference leads to; any other schema is itself. */
function resolved(schema: JsonSchema, schemas: Schemas): JsonSchema {
  return schema.$ref ? (schemas[schema.$ref.slice(COMPONENTS.length)] ?? {}) : schema
}

const named = ($ref: string, direction: Direction): Place => ({
  where: `${$ref.slice(COMPONENTS.length)} (${direction === 'input' ? 'received' : 'sent'})`,
  direction,
})

/** The place of a part: the pointer follows the first space after the last colon or name. */
const below = ({ where, direction }: Place, name: string): Place => ({
  where: / \/\S*$/.test(where) ? `${where}/${name}` : `${where} /${name}`,
  direction,
})

function change({ where, direction }: Place, { kind, effect, message }: Difference): Change {
  const made = BREAKING[direction].includes(effect) ? breaking : compatible
  return made(kind, where, message)
}

const variant = (kind: 'variant-added' | 'variant-removed', label: string): Difference => ({
  kind,
  effect: kind === 'variant-added' ? 'widens' : 'narrows',
  message: `${label} ${kind === 'variant-added' ? 'is new' : 'is gone'}`,
})

function typeDifference({ type: old }: JsonSchema, { type: now }: JsonSchema): Difference | undefined {
  if (old === now) return undefined
  return { kind: 'type-changed', effect: typeEffect(old, now), message: wasIs(old, now) }
}

function typeEffect(old: JsonSchema['type'], now: JsonSchema['type']): Effect {
  if (now === undefined || (old === 'integer' && now === 'number')) return 'widens'
  return old === undefined || (old === 'number' && now === 'integer') ? 'narrows' : 'changes'
}

const fieldsOf = ({ properties = {} }: JsonSchema) => properties
const isRequired = ({ required = [] }: JsonSchema, name: string) => required.includes(name)

function fieldAdded({ where, direction }: Place, required: boolean): Change {
  const made = direction === 'input' && required ? breaking : compatible
  return made('field-added', where, required ? 'a new required field' : 'a new optional field')
}

function presenceDifference(was: boolean, is: boolean): Difference | undefined {
  if (was === is) return undefined
  return is
    ? { kind: 'field-required', effect: 'narrows', message: 'was optional, is required' }
    : { kind: 'field-optional', effect: 'widens', message: 'was required, is optional' }
}

import type { JsonSchema } from '../schemas/json-schema.js'
import { type SchemaChangeKind, shown, wasIs } from './change.js'

/** What a change does to the set of values a schema allows. */
export type Effect = 'narrows' | 'widens' | 'changes' | 'nothing'

/** A difference between two schemas, before it is known whether they describe a request or an answer. */
export interface Difference {
  kind: SchemaChangeKind
  effect: Effect
  message: string
}

const LOWER = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties']
const UPPER = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties']
const PATTERNS = ['pattern', 'format', 'multipleOf', 'uniqueItems', 'contentEncoding']
/** Compared elsewhere, or said to readers only. */
const OTHER = [
  'type enum const default properties required items prefixItems additionalProperties propertyNames',
  'allOf anyOf oneOf $ref $defs $schema',
  'title description examples example deprecated readOnly writeOnly $comment id',
].flatMap(line => line.split(' '))
const KNOWN = new Set([...LOWER, ...UPPER, ...PATTERNS, ...OTHER])

/** The differences between two schemas of one value that need no look into parts of the value. */
export function keywordDifferences(old: JsonSchema, now: JsonSchema): Difference[] {
  return [
    ...LOWER.flatMap(name => boundDifference(name, [old[name], now[name]], 1)),
    ...UPPER.flatMap(name => boundDifference(name, [old[name], now[name]], -1)),
    ...PATTERNS.flatMap(name => patternDifference(name, [old[name], now[name]])),
    ...valueDifferences(valuesOf(old), valuesOf(now)),
    ...defaultDifference(old, now),
    ...unknownDifferences(old, now),
  ]
}

type Values = [old: unknown, now: unknown]

/** `sign` is 1 for lower bounds, where more is tighter, and -1 for upper ones. */
function boundDifference(name: string, [old, now]: Values, sign: 1 | -1): Difference[] {
  if (old === now) return []
  const tightness = (bound: unknown) => (typeof bound === 'number' ? bound * sign : -Infinity)
  const isTighter = tightness(now) > tightness(old)
  return [
    {
      kind: isTighter ? 'bound-tightened' : 'bound-loosened',
      effect: isTighter ? 'narrows' : 'widens',
      message: `${name} ${wasIs(old, now)}`,
    },
  ]
}

function patternDifference(name: string, [old, now]: Values): Difference[] {
  if (old === now) return []
  return [{ kind: 'pattern-changed', effect: effectOf(old, now), message: `${name} ${wasIs(old, now)}` }]
}

function effectOf(old: unknown, now: unknown): Effect {
  if (old === undefined) return 'narrows'
  return now === undefined ? 'widens' : 'changes'
}

/** The values an enum or const allows; undefined where any value of the type is. */
function valuesOf({ enum: values, const: only }: JsonSchema): unknown[] | undefined {
  return only === undefined ? values : [only]
}

function valueDifferences(old: unknown[] | undefined, now: unknown[] | undefined): Difference[] {
  if (!old || !now) {
    if (old === now) return []
    return [
      { kind: 'schema-changed', effect: effectOf(old, now), message: `allowed values ${wasIs(old, now)}` },
    ]
  }
  const removed = old.filter(value => !now.includes(value))
  const added = now.filter(value => !old.includes(value))
  return [
    ...removed.map(value => valueDifference('value-removed', value)),
    ...added.map(value => valueDifference('value-added', value)),
  ]
}

const valueDifference = (kind: 'value-removed' | 'value-added', value: unknown): Difference => ({
  kind,
  effect: kind === 'value-added' ? 'widens' : 'narrows',
  message: `${shown(value)} ${kind === 'value-added' ? 'is new' : 'is gone'}`,
})

/** A default that comes or goes makes the field optional or required, and that is reported already. */
function defaultDifference({ default: old }: JsonSchema, { default: now }: JsonSchema): Difference[] {
  if (old === undefined || now === undefined || shown(old) === shown(now)) return []
  return [{ kind: 'default-changed', effect: 'nothing', message: `default ${wasIs(old, now)}` }]
}

/** A keyword this comparison does not know is taken for the worst. */
function unknownDifferences(old: JsonSchema, now: JsonSchema): Difference[] {
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])].filter(name => !KNOWN.has(name))
  return names
    .filter(name => shown(old[name]) !== shown(now[name]))
    .map(name => ({
      kind: 'schema-changed',
      effect: 'changes',
      message: `${name} ${wasIs(old[name], now[name])}`,
    }))
}

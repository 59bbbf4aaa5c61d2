import type * as z from 'zod'

/** Makes the data of one version into that of the next. Pure: replayed events pass through it again. */
export type Upcaster = (data: unknown) => unknown

/** A declared event: what happened, in the past tense, with the schema of its data. */
export interface EventDefinition<Type extends string = string, Data extends z.ZodType = z.ZodType> {
  /** `noun.past-participle`, never reused: `course.published`. */
  readonly type: Type
  readonly summary: string
  /** Version of the data's schema; it travels in `dataschema`. */
  readonly version: number
  /** For each version before this one, what makes its data into that of the next. */
  readonly upcasters: Readonly<Record<number, Upcaster>>
  readonly data: Data
  /** The id of what it happened to: CloudEvents `subject`, and the key within which order is kept. */
  subject(data: z.infer<Data>): string
}

/** The options of {@link event}. */
export interface EventOptions<Data extends z.ZodType> {
  summary: string
  /** Default 1. Raise it together with an upcaster whenever old data no longer parses. */
  version?: number
  /** One for each earlier version, by its number: `{ 1: old => ({ ...old, currency: 'ZAR' }) }`. */
  upcasters?: Readonly<Record<number, Upcaster>>
  data: Data
  subject: (data: z.infer<Data>) => string
}

/**
 * Declares an event (CloudEvents 1.0) of the given type.
 *
 * @throws {TypeError} If an earlier version has no upcaster: what is stored and on its way could not be read.
 */
export function event<const Type extends string, Data extends z.ZodType>(
  type: Type,
  { version = 1, upcasters = {}, ...options }: EventOptions<Data>,
): EventDefinition<Type, Data> {
  for (let earlier = 1; earlier < version; earlier++) {
    if (!upcasters[earlier]) throw new TypeError(`${type} has no upcaster from version ${earlier}`)
  }
  return { type, version, upcasters, ...options }
}

const SCHEMAS = 'https://azora.dev/events/'

/** The URI that travels as `dataschema`: the type with the version of its data. */
export function dataSchemaOf({ type, version }: Pick<EventDefinition, 'type' | 'version'>): string {
  return `${SCHEMAS}${type}/v${version}`
}

/** The version a `dataschema` names, if it is one of the type; undefined otherwise. */
export function schemaVersionOf(type: string, dataschema: string): number | undefined {
  const start = `${SCHEMAS}${type}/v`
  const version = dataschema.startsWith(start) ? Number(dataschema.slice(start.length)) : Number.NaN
  return Number.isInteger(version) && version > 0 ? version : undefined
}

import type * as z from 'zod'

/** A declared event: what happened, in the past tense, with the schema of its data. */
export interface EventDefinition<Type extends string = string, Data extends z.ZodType = z.ZodType> {
  /** `noun.past-participle`, never reused: `course.published`. */
  readonly type: Type
  readonly summary: string
  /** Version of the data's schema; it travels in `dataschema`. */
  readonly version: number
  readonly data: Data
  /** The id of what it happened to: CloudEvents `subject`, and the key within which order is kept. */
  subject(data: z.infer<Data>): string
}

/** The options of {@link event}. */
export interface EventOptions<Data extends z.ZodType> {
  summary: string
  /** Default 1. Raise it together with an upcaster whenever old data no longer parses. */
  version?: number
  data: Data
  subject: (data: z.infer<Data>) => string
}

/** Declares an event (CloudEvents 1.0) of the given type. */
export function event<const Type extends string, Data extends z.ZodType>(
  type: Type,
  options: EventOptions<Data>,
): EventDefinition<Type, Data> {
  return { type, version: 1, ...options }
}

/** The URI that travels as `dataschema`: the type with the version of its data. */
export function dataSchemaOf({ type, version }: Pick<EventDefinition, 'type' | 'version'>): string {
  return `https://azora.dev/events/${type}/v${version}`
}

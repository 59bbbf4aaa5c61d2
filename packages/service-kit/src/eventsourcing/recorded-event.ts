import { dataOf, dataSchemaOf, type EventDefinition, EventUnreadable } from '@azora/contracts'
import * as z from 'zod'
import type { StreamEvent } from './decider.js'

/** An event's row, as far as it is read. */
export interface EventRow {
  version: number
  type: string
  schema: number
  data: unknown
}

/**
 * Reads a row as its declaration states today.
 *
 * @throws {EventUnreadable} If it is of no declared type, or its data cannot be raised.
 */
export function eventOf<Definition extends EventDefinition>(
  definitions: readonly Definition[],
  { type, schema, data }: EventRow,
): StreamEvent<Definition> {
  const definition = definitions.find(it => it.type === type)
  if (!definition) throw new EventUnreadable(`${type} is no event of this stream`)
  const dataschema = dataSchemaOf({ type, version: schema })
  // `data` is what the definition of this very type reads.
  return { type, data: dataOf(definition, { type, dataschema, data }) } as StreamEvent<Definition>
}

/**
 * The event as it is written.
 *
 * @throws {TypeError} If its data is not what the declaration promises: a fault of whoever decided it.
 */
export function rowOf(
  definitions: readonly EventDefinition[],
  { type, data }: StreamEvent,
): Omit<EventRow, 'version'> {
  const definition = definitions.find(it => it.type === type)
  if (!definition) throw new TypeError(`${type} is no event of this stream`)
  const read = definition.data.safeParse(data)
  if (read.success) return { type, schema: definition.version, data: read.data }
  throw new TypeError(`${type} was decided against its declaration: ${z.prettifyError(read.error)}`)
}

import type { EventDefinition } from '@azora/contracts'
import type { Sql } from '../data/sql.js'
import type { RawClient } from '../data/transaction-scope.js'
import { at } from '../events/fault-point.js'
import type { Decider, StreamEvent } from './decider.js'
import { type EventRow, eventOf } from './recorded-event.js'

/** An event as a projection gets it. */
export type Projected<Definition extends EventDefinition> = StreamEvent<Definition> & {
  /** The id of its stream. */
  readonly stream: string
  /** Its number within the stream, from 1. */
  readonly version: number
}

/** The options of {@link projection}. */
export interface ProjectionOptions<Definition extends EventDefinition> {
  /** `<service>.<what it shows>`: its place is kept under this name. */
  name: string
  /** Raise it when `apply` changes: the read model is then built anew beside the one that serves, and swapped. Default 1. */
  version?: number
  /** The tables it alone writes, each with a primary key; one comes before those that refer to it. */
  tables: readonly string[]
  /**
   * `inline`: in the transaction that appends, so whoever has written reads it, and what fails here fails the write.
   * `following`: after it, by one instance at a time, usually within milliseconds. Default `following`.
   */
  mode?: 'inline' | 'following'
  /**
   * Writes what an event means for the tables; an unqualified one is the one being built. It may read these, and what never
   * changes; from the same events must come the same rows. Without any other effect: it is run again whenever the read model
   * is built anew.
   */
  apply(event: Projected<Definition>, sql: Sql): Promise<unknown>
}

/** A declared projection: what the read models of a database consist of. */
export interface Projection {
  readonly name: string
  readonly version: number
  readonly mode: 'inline' | 'following'
  readonly category: string
  readonly types: readonly string[]
  readonly tables: readonly string[]
  /** @throws {EventUnreadable} and whatever `apply` throws. */
  apply(row: EventRow & { id: string }, client: RawClient): Promise<void>
}

const NAME = /^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+$/
const TABLE = /^[a-z_][a-z0-9_]*$/

/**
 * Declares a read model of one kind of stream.
 *
 * @example projection(enrollment, { name: 'education.places', tables: ['place'], apply: async (event, sql) => { … } })
 * @throws {TypeError} For a name, version or table that is none.
 */
export function projection<Definition extends EventDefinition>(
  decider: Pick<Decider<never, unknown, Definition>, 'category' | 'events'>,
  options: ProjectionOptions<Definition>,
): Projection {
  const { name, version = 1, tables, mode = 'following' } = options
  if (!NAME.test(name)) throw new TypeError(`${name} is no projection's name: <service>.<what-it-shows>`)
  if (!Number.isInteger(version) || version < 1)
    throw new TypeError(`${name} has no version ${version}: 1, 2, 3 …`)
  const odd = tables.find(table => !TABLE.test(table))
  if (odd !== undefined) throw new TypeError(`${odd} is no table of ${name}: lower case, without a schema`)
  const { category, events } = decider
  return {
    name,
    version,
    mode,
    category,
    tables,
    types: events.map(({ type }) => type),
    apply: async (row, client) => {
      const event = { ...eventOf(events, row), stream: row.id, version: row.version }
      await at('projection.apply', () =>
        options.apply(event, async (text, ...values) => client.$queryRawUnsafe(text, ...values)),
      )
    },
  }
}

import type { DataOf, EventDefinition } from '@azora/contracts'
import { reducerOf } from './reducer.js'

/** Something that has happened, as it stands in a stream: of several declared events, one told from another by `type`. */
export type StreamEvent<Definition extends EventDefinition = EventDefinition> =
  Definition extends EventDefinition
    ? { readonly type: Definition['type']; readonly data: DataOf<Definition> }
    : never

/** What a decider answers with: `happened(CourseEnrolled, { … })`. */
export function happened<Definition extends EventDefinition>(
  { type }: Definition,
  data: DataOf<Definition>,
): StreamEvent<Definition> {
  // The type alone says which of the declared events it is.
  return { type, data } as StreamEvent<Definition>
}

/** The options of {@link decider}. */
export interface DeciderOptions<Command, State, Definition extends EventDefinition> {
  /** Everything that can happen. Earlier versions of their data are raised by their upcasters when they are read. */
  events: readonly Definition[]
  /** The state of a stream to which nothing has happened yet. */
  initial: State
  /** What follows from a command; nothing, if it changes nothing. Pure. Throws the problem for which it is refused. */
  decide(command: Command, state: State): readonly StreamEvent<Definition>[]
  /** The state after something has happened. Pure, and never refuses: it has happened. */
  evolve(state: State, event: StreamEvent<Definition>): State
  /** Keeps the state after so many events, so that loading reads fewer. It must be plain JSON. Default: never. */
  snapshotEvery?: number
  /** Functions that `evolve` calls: when they change, as when it changes itself, snapshots are made anew. Default none. */
  using?: readonly ((...given: never[]) => unknown)[]
}

/** A declared decider: the rules of one kind of stream, without effects. */
export interface Decider<Command, State, Definition extends EventDefinition = EventDefinition> {
  /** The kind of stream. */
  readonly category: string
  readonly events: readonly Definition[]
  readonly initial: State
  readonly snapshotEvery: number | null
  /** Hash of all that makes a state out of events. */
  readonly reducer: string
  decide(command: Command, state: State): readonly StreamEvent<Definition>[]
  evolve(state: State, event: StreamEvent<Definition>): State
}

const CATEGORY = /^[a-z][a-z0-9-]*$/

/**
 * Declares how one kind of thing changes: a command and the state give events, events give the state.
 *
 * @example decider('enrollment', { events: [CourseEnrolled, …], initial: null, decide, evolve })
 * @throws {TypeError} For a category that is none, or two events of the same type.
 */
export function decider<Command, State, const Definition extends EventDefinition>(
  category: string,
  options: DeciderOptions<Command, State, Definition>,
): Decider<Command, State, Definition> {
  const { events, initial, decide, evolve, snapshotEvery = null, using = [] } = options
  if (!CATEGORY.test(category)) throw new TypeError(`${category} is no category of streams: say enrollment`)
  const types = events.map(({ type }) => type)
  const twice = types.find((type, index) => types.indexOf(type) !== index)
  if (twice) throw new TypeError(`${twice} is declared twice among the events of ${category}`)
  const reducer = reducerOf({ events, initial, functions: [evolve, ...using] })
  return { category, events, initial, snapshotEvery, reducer, decide, evolve }
}

import { type DataOf, type EventDefinition, WrongExpectedVersion } from '@azora/contracts'
import { CommitSignal } from '../data/commit-signal.js'
import type { RawClient } from '../data/transaction-scope.js'
import { at } from '../events/fault-point.js'
import type { Decider, StreamEvent } from './decider.js'
import type { Projection } from './projection.js'
import { eventOf, rowOf } from './recorded-event.js'
import { appendRows, holdStream, keepSnapshot, readRows, snapshotOf } from './stream-rows.js'

/** What streams need of a database. */
export interface StreamStore {
  /** Within a transaction it is that transaction. */
  readonly raw: RawClient
  /** Whether a transaction is open here. */
  readonly inTransaction: boolean
  afterCommit(fn: () => void): void
}

/** How a stream stands. */
export interface StreamState<State> {
  state: State
  /** How many events it has; 0 if it is not there. */
  version: number
}

/** What came of a command. */
export interface Decided<State, Definition extends EventDefinition> extends StreamState<State> {
  /** What happened, in order; nothing if the command changed nothing. */
  events: readonly StreamEvent<Definition>[]
}

/** The options of {@link Streams.execute}. */
export interface ExecuteOptions<Definition extends EventDefinition = EventDefinition> {
  /** The version the command is meant for: with any other it is refused. Default: the version found. */
  expectedVersion?: number
  /**
   * Waits until whoever holds the stream has committed, and decides then. Default false: of those who decide at the same
   * moment one succeeds and the others are refused.
   */
  inTurn?: boolean
  /** Tells others of each event, in the same transaction: what `publisher` makes, for events the contract declares. */
  publish?: (definition: Definition, data: DataOf<Definition>) => Promise<unknown>
}

/** The options of {@link Streams.append}. */
export interface AppendOptions<Definition extends EventDefinition> {
  /** The version the stream must have; 0 if it must not be there yet. */
  expectedVersion: number
  events: readonly StreamEvent<Definition>[]
}

/** How many events are in memory at once while a stream is loaded. */
const PAGE = 500

/** The histories of what a service has decided, in its own database. See {@link decider}. */
export class Streams {
  readonly #store: StreamStore
  readonly #inline: readonly Projection[]
  readonly #signal: CommitSignal

  constructor(store: StreamStore, projections: readonly Projection[] = []) {
    this.#store = store
    this.#signal = new CommitSignal(store)
    this.#inline = projections.filter(({ mode }) => mode === 'inline')
  }

  /** Reads a stream from its snapshot, if it has one, and folds what follows, 500 events at a time. */
  async load<State, Definition extends EventDefinition>(
    decider: Decider<never, State, Definition>,
    id: string,
  ): Promise<StreamState<State>> {
    const { raw: client } = this.#store
    const stream = { category: decider.category, id }
    let { state, version } = await at('streams.begin', () => this.#begin(decider, id))
    for (let isMore = true; isMore; ) {
      const rows = await at('streams.page', () => readRows(client, stream, { after: version, limit: PAGE }))
      for (const row of rows) state = decider.evolve(state, eventOf(decider.events, row))
      version = rows.at(-1)?.version ?? version
      isMore = rows.length === PAGE
    }
    return { state, version }
  }

  /**
   * Decides a command by the state of its stream and appends what follows, in the current transaction.
   *
   * @throws {WrongExpectedVersion} 409, if somebody else appended meanwhile or the expected version has passed. What the
   * decider refuses with is thrown as it is. Outside of a transaction: `TypeError`.
   */
  async execute<Command, State, Definition extends EventDefinition>(
    decider: Decider<Command, State, Definition>,
    { id, command }: { id: string; command: Command },
    { expectedVersion, inTurn = false, publish }: ExecuteOptions<Definition> = {},
  ): Promise<Decided<State, Definition>> {
    const stream = { category: decider.category, id }
    this.#mustBeInTransaction(decider)
    if (inTurn) await at('streams.turn', () => holdStream(this.#store.raw, stream))
    const before = await at('streams.load', () => this.load(decider, id))
    if (expectedVersion !== undefined && expectedVersion !== before.version)
      throw wrongVersion(stream, expectedVersion, before.version)
    const events = decider.decide(command, before.state)
    const version = await at('streams.decided', () =>
      this.append(decider, id, { expectedVersion: before.version, events }),
    )
    // The definition is that of this very event.
    if (publish) await at('streams.tell', () => told(decider, events, publish))
    const after = { state: events.reduce(decider.evolve, before.state), version }
    if (isDue(decider, before.version, version))
      await at('streams.due', () =>
        keepSnapshot(this.#store.raw, stream, { ...after, reducer: decider.reducer }),
      )
    return { ...after, events }
  }

  /**
   * Appends events in the current transaction, and brings the read models up to date that are kept inline. Returns the
   * stream's version then.
   *
   * @throws {WrongExpectedVersion} 409. Outside of a transaction, or for an event against its declaration: `TypeError`.
   */
  async append<State, Definition extends EventDefinition>(
    decider: Decider<never, State, Definition>,
    id: string,
    { expectedVersion, events }: AppendOptions<Definition>,
  ): Promise<number> {
    this.#mustBeInTransaction(decider)
    if (events.length === 0) return expectedVersion
    const { raw: client } = this.#store
    const stream = { category: decider.category, id }
    const rows = events.map(event => rowOf(decider.events, event))
    const { appended, version } = await at('streams.write', () =>
      appendRows(client, stream, { expected: expectedVersion, rows }),
    )
    if (!appended) throw wrongVersion(stream, expectedVersion, version)
    const recorded = rows.map((row, index) => ({ ...row, id, version: expectedVersion + index + 1 }))
    for (const projection of this.#inline.filter(({ category }) => category === decider.category))
      for (const row of recorded) await at('streams.project', () => projection.apply(row, client))
    this.#signal.raise()
    return version
  }

  /** Calls back after every commit that has appended something. Returns how to end that. */
  onCommitted(listener: () => void): () => void {
    return this.#signal.onRaised(listener)
  }

  async #begin<State, Definition extends EventDefinition>(
    decider: Decider<never, State, Definition>,
    id: string,
  ): Promise<StreamState<State>> {
    const { initial, snapshotEvery, reducer, category } = decider
    if (snapshotEvery === null) return { state: initial, version: 0 }
    const kept = await at('streams.kept', () => snapshotOf(this.#store.raw, { category, id }, reducer))
    // What this very reducer made is of its own type.
    return kept ? { state: kept.state as State, version: kept.version } : { state: initial, version: 0 }
  }

  #mustBeInTransaction({ category }: { category: string }): void {
    if (!this.#store.inTransaction)
      throw new TypeError(`${category} streams are appended to in the transaction of what else is written`)
  }
}

async function told<Definition extends EventDefinition>(
  decider: { events: readonly Definition[] },
  events: readonly StreamEvent<Definition>[],
  publish: NonNullable<ExecuteOptions<Definition>['publish']>,
): Promise<void> {
  // The definition is that of this very event.
  for (const event of events)
    await at('streams.publish', () => publish(definitionOf(decider, event), event.data as DataOf<Definition>))
}

function definitionOf<Definition extends EventDefinition>(
  { events }: { events: readonly Definition[] },
  { type }: StreamEvent<Definition>,
): Definition {
  const definition = events.find(it => it.type === type)
  if (definition) return definition
  throw new TypeError(`${type} is no event of this stream`)
}

/** Whether a snapshot is due: the stream has passed a multiple of the interval. */
function isDue({ snapshotEvery }: { snapshotEvery: number | null }, before: number, after: number): boolean {
  return snapshotEvery !== null && Math.floor(before / snapshotEvery) < Math.floor(after / snapshotEvery)
}

function wrongVersion({ category, id }: { category: string; id: string }, expected: number, version: number) {
  return new WrongExpectedVersion(`${category} ${id} has version ${version}, not ${expected}.`, {
    extensions: { version },
  })
}

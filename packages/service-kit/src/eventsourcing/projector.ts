import { databaseProblem } from '../data/database-problem.js'
import { isConflict, sqlFailure } from '../data/sql-failure.js'
import type { RawClient } from '../data/transaction-scope.js'
import { at } from '../events/fault-point.js'
import type { InboxStore } from '../events/inbox/inbox-store.js'
import type { Next } from '../events/pump.js'
import type { Logger } from '../observability/logger.js'
import { redactText } from '../observability/redact.js'
import type { Projection } from './projection.js'
import {
  beginShadow,
  holdAppends,
  intoShadow,
  movePlace,
  type Place,
  placesOf,
  type Role,
  readFollowing,
  stopPlace,
  swap,
  takePlace,
} from './projection-rows.js'

/** The options of {@link Projector}. */
export interface ProjectorOptions {
  store: InboxStore
  projection: Projection
  log: Logger
}

/** How a piece of work ended: there is more, there was no more, or another instance is at it. */
type Ended = 'more' | 'done' | 'busy'

/** What a batch has come to. */
interface Tried {
  /** Where it began. */
  position: string
  /** The event it is at, for people. */
  event: string
  /** Whether nobody can append meanwhile. */
  isLast?: boolean
}

/** Events in one transaction. */
const BATCH = 200
const BUSY_MS = 20
const LONGEST_FAILURE = 1_000
const LOCK_NOT_AVAILABLE = '55P03'

/**
 * Brings one projection's read models forward: the one that serves, if it follows, and one that is being built beside it.
 *
 * Any number of instances may run. Who has locked the row that says where a read model stands is at it; the rest look
 * again. That row moves in the transaction of the read model: whoever dies has moved neither.
 */
export class Projector {
  readonly #store: InboxStore
  readonly #projection: Projection
  readonly #log: Logger
  /** After a failure events are taken one by one, so that it is known which one fails. */
  #limit = BATCH

  constructor({ store, projection, log }: ProjectorOptions) {
    this.#store = store
    this.#projection = projection
    this.#log = log
  }

  /** One piece of work on each read model. */
  async pass(): Promise<Next> {
    const { live, building } = await at('projector.places', () =>
      placesOf(this.#store.pool, this.#projection.name),
    )
    const ends: Ended[] = []
    if (live && this.#follows(live)) ends.push(await at('projector.follow', () => this.#advance(live)))
    if (building && this.#builds(building))
      ends.push(await at('projector.build', () => this.#build(building)))
    if (ends.includes('more')) return 'again'
    return ends.includes('busy') ? { afterMs: BUSY_MS } : 'idle'
  }

  /** What a later version of the code has made, this one leaves alone. */
  #follows({ version, isStopped }: Place): boolean {
    return (
      this.#projection.mode === 'following' &&
      !isStopped &&
      version > 0 &&
      version <= this.#projection.version
    )
  }

  #builds(place: Place): boolean {
    return place.version < this.#projection.version || this.#goesOnWith(place)
  }

  /** What was begun by this very version. */
  #goesOnWith({ version, isStopped }: Place): boolean {
    return version === this.#projection.version && !isStopped
  }

  async #build(building: Place): Promise<Ended> {
    if (building.version < this.#projection.version)
      return await at('projector.begin', () =>
        this.#alone('building', (client, place) => this.#begin(client, place)),
      )
    const ended = await at('projector.advance', () => this.#advance(building))
    if (ended !== 'done') return ended
    const changed = await at('projector.swap', () => this.#store.transaction(() => this.#swap()))
    if (typeof changed !== 'number') return changed
    this.#log.info('a read model built anew serves now', { ...this.#told(), changed })
    return 'done'
  }

  async #begin(client: RawClient, { version }: Place): Promise<Ended> {
    // Another instance may have begun it meanwhile.
    if (version < this.#projection.version)
      await at('projector.shadow', () => beginShadow(client, this.#projection))
    return 'more'
  }

  async #advance({ state }: Pick<Place, 'state'>): Promise<Ended> {
    const tried: Tried = { position: '', event: 'what follows' }
    try {
      return await at('projector.batch', () =>
        this.#alone(state, (client, place) => this.#batch(client, place, tried)),
      )
    } catch (error) {
      if (isPassing(error)) throw error
      if (this.#limit === 1) await at('projector.stop', () => this.#stop(state, tried, error))
      this.#limit = 1
      return 'more'
    }
  }

  async #batch(client: RawClient, place: Place, tried: Tried): Promise<Ended> {
    const { state, position } = place
    // Another instance may have stopped it, or begun it once more, before this one had the lock.
    if (!(state === 'live' ? this.#follows(place) : this.#goesOnWith(place))) return 'busy'
    if (state === 'building') await at('projector.aside', () => intoShadow(client))
    const reading = { position, limit: this.#limit, isQuiet: tried.isLast ?? false }
    const { rows, settled } = await at('projector.read', () =>
      readFollowing(client, this.#projection, reading),
    )
    tried.position = position
    for (const row of rows) {
      tried.event = `${row.type} (${row.id}, ${row.version})`
      await at('projector.apply', () => this.#projection.apply(row, client))
    }
    if (settled !== position)
      await at('projector.move', () => movePlace(client, this.#projection.name, { state, position: settled }))
    if (rows.length === reading.limit) return 'more'
    this.#limit = BATCH
    return 'done'
  }

  /**
   * Once nothing more can come between: inline, nobody appends meanwhile; following, what serves is no further. Returns how
   * many rows were not as they should have been.
   */
  async #swap(): Promise<Ended | number> {
    const { raw: client } = this.#store
    const { name, mode } = this.#projection
    if (mode === 'inline') await at('projector.hold', () => holdAppends(client, this.#projection))
    const building = await at('projector.built', () => takePlace(client, name, 'building'))
    const live = await at('projector.served', () => takePlace(client, name, 'live'))
    if (!building || !live || !this.#goesOnWith(building)) return 'busy'
    const ended = await at('projector.last', () => this.#last(client, building, live))
    return ended === 'done' ? await at('projector.serve', () => swap(client, this.#projection)) : ended
  }

  async #last(client: RawClient, building: Place, live: Place): Promise<Ended> {
    if (this.#projection.mode === 'following')
      return BigInt(building.position) < BigInt(live.position) ? 'more' : 'done'
    const tried = { position: '', event: '', isLast: true }
    return await at('projector.rest', () => this.#batch(client, building, tried))
  }

  /** Works on a read model in a transaction, unless another instance does. */
  #alone(role: Role, work: (client: RawClient, place: Place) => Promise<Ended>): Promise<Ended> {
    const { raw: client } = this.#store
    return this.#store.transaction(async () => {
      const place = await at('projector.take', () => takePlace(client, this.#projection.name, role))
      return place ? await at('projector.work', () => work(client, place)) : 'busy'
    })
  }

  async #stop(state: Role, { position, event }: Tried, error: unknown): Promise<void> {
    const { name } = this.#projection
    const message = error instanceof Error ? error.message : String(error)
    const failure = redactText(`${event}: ${message}`).slice(0, LONGEST_FAILURE)
    await at('projector.stopped', () => stopPlace(this.#store.pool, name, { state, position, failure }))
    this.#log.error('a projection stands still at an event it cannot apply', {
      ...this.#told(),
      state,
      event,
      error,
    })
  }

  #told() {
    const { name, version } = this.#projection
    return { projection: name, version }
  }
}

/** True for what says nothing about the event: it is tried again until it passes. */
function isPassing(error: unknown): boolean {
  if (isConflict(error) || sqlFailure(error)?.state === LOCK_NOT_AVAILABLE) return true
  return (databaseProblem(error)?.status ?? 0) >= 500
}

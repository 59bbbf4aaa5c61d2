import { setTimeout as wait } from 'node:timers/promises'
import { type CloudEvent, ServiceUnavailable } from '@azora/contracts'
import type pg from 'pg'
import { newId } from '../../new-id.js'
import type { Kit, Resource } from '../../resource.js'
import { at } from '../fault-point.js'
import type { Consumer } from '../inbox/consumer.js'
import { LANES } from '../lane.js'
import { type Next, Pump } from '../pump.js'
import { onConnection } from '../relay/held-connection.js'
import type { History } from '../transport/transport.js'
import { LogReader, type Place } from './log-reader.js'
import { replayName } from './replay-name.js'
import { inRange, type ReplayRange } from './replay-range.js'
import {
  type DueReplay,
  dueReplay,
  noteReplay,
  type ReplayCursors,
  type ReplayEnds,
  type ReplayProgress,
} from './replay-rows.js'

/** What replays work with. */
export interface ReplayerOptions {
  pool: pg.Pool
  history: History
  consumers: readonly Consumer[]
  /** How long whoever has events counted waits for a log that is away, or does not go on. Default 10,000. */
  patienceMs?: number
}

/** How far a replay is, and in which log. */
type Noted = Pick<DueReplay, 'log' | 'ends' | 'cursors'>

/** What a step has come to, and whether the next has to wait for the log. */
type Step = ReplayProgress & { isWaiting: boolean }

/** A lane whose events are counted up to its end. */
interface Counted extends Omit<Place, 'cursor'> {
  ends: ReplayEnds
}

const SWEEP_MS = 1_000
const SECOND_MS = 1_000
/** How long to wait at a time for what the log has and has not sent yet. */
const WAIT_MS = 50
const PATIENCE_MS = 10_000
const DONE = 'done'

/**
 * Hands events of the log to a handler once more, lane by lane.
 *
 * Each is entered in the inbox under the handler's name and the replay's id: once for each replay, whoever dies meanwhile.
 * A replay belongs to whoever holds its row; one that is cut off goes on where it was last noted.
 */
export class Replayer implements Resource {
  readonly required = false
  readonly #options: ReplayerOptions
  readonly #consumers: ReadonlyMap<string, Consumer>
  readonly #log: LogReader
  readonly #patienceMs: number
  readonly #pump: Pump
  #kit: Kit | undefined

  constructor(options: ReplayerOptions) {
    this.#options = options
    this.#log = new LogReader(options.history)
    this.#patienceMs = options.patienceMs ?? PATIENCE_MS
    this.#consumers = new Map(options.consumers.map(consumer => [consumer.name, consumer]))
    this.#pump = new Pump({ work: () => this.#pass(), failed: this.#failed, sweepMs: SWEEP_MS })
  }

  start(kit: Kit): void {
    this.#kit = kit
    if (this.#consumers.size > 0) this.#pump.start()
  }

  async stop(): Promise<void> {
    await at('replay.stop', () => this.#pump.stop())
    this.#log.letAllGo()
  }

  /** There may be a replay to begin. */
  wake(): void {
    this.#pump.wake()
  }

  /** How many events of the log a replay would hand over; one that was sent twice may count twice. @throws {ServiceUnavailable} If the log is away, or does not go on. */
  async count(handler: string, range: ReplayRange): Promise<number> {
    const types = this.#consumers.get(handler)?.types
    if (!types) return 0
    const reader = replayName(handler, newId())
    const ends = await at('replay.count-to', () => this.#patiently(() => this.#log.ends()))
    try {
      let count = 0
      for (let lane = 0; lane < LANES; lane++)
        count += await at('replay.count', () =>
          this.#countLane({ reader, lane, types, ends }, inRange(range)),
        )
      return count
    } finally {
      this.#log.letGo(reader)
    }
  }

  async #countLane({ ends, ...place }: Counted, isWanted: (event: CloudEvent) => boolean): Promise<number> {
    let count = 0
    let waitedMs = 0
    for (let cursor: string | undefined = '0'; cursor !== undefined; ) {
      const from: string = cursor
      const page = await at('replay.count-page', () =>
        this.#patiently(() => this.#log.page({ ...place, cursor: from }, ends)),
      )
      count += page.events.filter(isWanted).length
      cursor = page.next
      waitedMs = page.isWaiting ? waitedMs + WAIT_MS : 0
      if (waitedMs > this.#patienceMs)
        throw new ServiceUnavailable('The log of events does not go on right now.')
      if (page.isWaiting) await at('replay.wait', () => wait(WAIT_MS))
    }
    return count
  }

  /** Asks until it is answered: a service answers requests before it has reached its broker. @throws {ServiceUnavailable} */
  async #patiently<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    const endsAt = performance.now() + this.#patienceMs
    for (;;) {
      try {
        return await at('replay.ask', ask)
      } catch (cause) {
        if (performance.now() > endsAt)
          throw new ServiceUnavailable('The log of events cannot be reached right now.', { cause })
        await at('replay.ask-again', () => wait(WAIT_MS))
      }
    }
  }

  #pass(): Promise<Next> {
    return onConnection(this.#options.pool, client => this.#step(client))
  }

  async #step(client: pg.PoolClient): Promise<Next> {
    const now = this.#kit?.clock.now() ?? new Date()
    await at('replay.begin', () => client.query('BEGIN'))
    const found = await at('replay.next', () => dueReplay(client, [...this.#consumers.keys()], now))
    const progress = found && (await at('replay.go-on', () => this.#goOn(found, now)))
    if (progress) await at('replay.noted', () => noteReplay(client, found.id, progress))
    await at('replay.commit', () => client.query('COMMIT'))
    if (!progress) {
      // One that was canceled, or goes on elsewhere, is not read any more.
      this.#log.letAllGo()
      return 'idle'
    }
    if (progress.isWaiting) return { afterMs: WAIT_MS }
    return progress.handed === 0 ? 'again' : { afterMs: (progress.handed / found.perSecond) * SECOND_MS }
  }

  /** Hands over the next events of the first lane that has any. */
  async #goOn({ id, handler, range, ...noted }: DueReplay, now: Date): Promise<Step> {
    const known = await at('replay.placed', () => this.#placed(noted))
    const lane = nextLane(known.cursors)
    const consumer = this.#consumers.get(handler)
    const still = { ...known, handed: 0, isWaiting: false, now }
    if (lane === undefined || !consumer) return { ...still, isDone: true }
    const reader = replayName(handler, id)
    const place = { reader, lane, cursor: known.cursors[lane] ?? '0', types: consumer.types }
    const page = await at('replay.page', () => this.#log.page(place, known.ends))
    const events = page.events.filter(inRange(range))
    await at('replay.receive', () => consumer.as(reader).receive(events))
    const cursors = { ...known.cursors, [lane]: page.next ?? DONE }
    const isDone = nextLane(cursors) === undefined
    return { ...still, cursors, handed: events.length, isWaiting: page.isWaiting, isDone }
  }

  /** Positions in another log mean nothing in this one; the inbox knows what was handed over. */
  async #placed({ log, ends, cursors }: Noted): Promise<Noted & { log: string }> {
    const identity = await at('replay.identity', () => this.#log.identity())
    if (log === identity) return { log: identity, ends, cursors }
    return { log: identity, ends: await at('replay.ends', () => this.#log.ends()), cursors: {} }
  }

  readonly #failed = (error: unknown, times: number): void => {
    if (times === 1) this.#kit?.log.warn('events could not be replayed; it is tried again', { error })
  }
}

function nextLane(cursors: ReplayCursors): number | undefined {
  return Array.from({ length: LANES }, (_, lane) => lane).find(lane => cursors[lane] !== DONE)
}

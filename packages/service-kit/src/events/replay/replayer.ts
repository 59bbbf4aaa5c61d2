import type { CloudEvent } from '@azora/contracts'
import type pg from 'pg'
import { newId } from '../../new-id.js'
import type { Kit, Resource } from '../../resource.js'
import { at } from '../fault-point.js'
import type { Consumer } from '../inbox/consumer.js'
import { LANES } from '../lane.js'
import { type Next, Pump } from '../pump.js'
import { onConnection } from '../relay/held-connection.js'
import type { History } from '../transport/transport.js'
import { replayName } from './replay-name.js'
import { inRange, type ReplayRange } from './replay-range.js'
import {
  type DueReplay,
  dueReplay,
  noteReplay,
  type ReplayCursors,
  type ReplayProgress,
} from './replay-rows.js'

/** What replays work with. */
export interface ReplayerOptions {
  pool: pg.Pool
  history: History
  consumers: readonly Consumer[]
}

/** Where in the log somebody reads on. */
interface Place {
  reader: string
  lane: number
  cursor: string
  types: RegExp
}

const SWEEP_MS = 1_000
const SECOND_MS = 1_000
const CHUNK = 50
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
  readonly #pump: Pump
  #kit: Kit | undefined

  constructor(options: ReplayerOptions) {
    this.#options = options
    this.#consumers = new Map(options.consumers.map(consumer => [consumer.name, consumer]))
    this.#pump = new Pump({ work: () => this.#pass(), failed: this.#failed, sweepMs: SWEEP_MS })
  }

  start(kit: Kit): void {
    this.#kit = kit
    if (this.#consumers.size > 0) this.#pump.start()
  }

  async stop(): Promise<void> {
    await at('replay.stop', () => this.#pump.stop())
  }

  /** There may be a replay to begin. */
  wake(): void {
    this.#pump.wake()
  }

  /** How many events of the log a replay would hand over. */
  async count(handler: string, range: ReplayRange): Promise<number> {
    const types = this.#consumers.get(handler)?.types
    if (!types) return 0
    const isWanted = inRange(range)
    const reader = replayName(handler, newId())
    let count = 0
    for (let lane = 0; lane < LANES; lane++) {
      for (let cursor: string | undefined = '0'; cursor !== undefined; ) {
        const page = await at('replay.count', () =>
          this.#page({ reader, lane, cursor: cursor ?? '0', types }),
        )
        count += page.events.filter(isWanted).length
        cursor = page.next
      }
    }
    return count
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
    if (!progress) return 'idle'
    return progress.handed === 0 ? 'again' : { afterMs: (progress.handed / found.perSecond) * SECOND_MS }
  }

  /** Hands over the next events of the first lane that has any. */
  async #goOn({ id, handler, range, log, cursors }: DueReplay, now: Date): Promise<ReplayProgress> {
    const identity = await at('replay.identity', () => this.#options.history.identity())
    // Positions in another log mean nothing in this one; the inbox knows what was handed over.
    const known = log === identity ? cursors : {}
    const lane = nextLane(known)
    const consumer = this.#consumers.get(handler)
    if (lane === undefined || !consumer)
      return { log: identity, cursors: known, handed: 0, isDone: true, now }
    const [reader, cursor] = [replayName(handler, id), known[lane] ?? '0']
    const page = await at('replay.page', () => this.#page({ reader, lane, cursor, types: consumer.types }))
    const events = page.events.filter(inRange(range))
    await at('replay.receive', () => consumer.as(reader).receive(events))
    const after = { ...known, [lane]: page.next ?? DONE }
    return {
      log: identity,
      cursors: after,
      handed: events.length,
      isDone: nextLane(after) === undefined,
      now,
    }
  }

  async #page({ reader, lane, cursor, types }: Place) {
    const { history } = this.#options
    const request = { reader, cursors: new Map([[lane, cursor]]), types, most: CHUNK }
    const [page] = await at('replay.read', () => history.read(request))
    if (!page?.hasMore) history.release?.(reader, lane)
    const events: CloudEvent[] = page?.entries.map(({ event }) => event) ?? []
    return { events, next: page?.hasMore ? page.readTo : undefined }
  }

  readonly #failed = (error: unknown, times: number): void => {
    if (times === 1) this.#kit?.log.warn('events could not be replayed; it is tried again', { error })
  }
}

function nextLane(cursors: ReplayCursors): number | undefined {
  return Array.from({ length: LANES }, (_, lane) => lane).find(lane => cursors[lane] !== DONE)
}

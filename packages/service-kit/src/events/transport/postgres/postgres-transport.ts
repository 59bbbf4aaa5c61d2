import { randomUUID } from 'node:crypto'
import type { CloudEvent } from '@azora/contracts'
import type pg from 'pg'
import { type Bulkhead, bulkhead } from '../../../resilience/bulkhead.js'
import type { Kit } from '../../../resource.js'
import { at } from '../../fault-point.js'
import { type Next, Pump } from '../../pump.js'
import type { Features, Subscribed, Subscription, Transport } from '../transport.js'
import { cursorsOf, giveBack, type HeldLane, hold, leave, note } from './lane-leases.js'
import { EventLog } from './log.js'
import { LogSubscription } from './log-subscription.js'

/** The options of {@link PostgresTransport}. */
export interface PostgresTransportOptions {
  /** Address of the log's database, for this service's role. */
  url: string
  /** The service's own database, where it notes how far it has read. */
  pool: pg.Pool
  /** Name of this process; one that is started again under it goes on with its lanes at once. Default: a random one. */
  instance?: string | undefined
  /** How many lanes are received at once. Default 4: each takes a connection of the service's database. */
  concurrency?: number
}

const HEARTBEAT_MS = 1_000
const TIDY_MS = 3_600_000

/**
 * Carries events through a log in PostgreSQL: nothing to install. Readers keep their cursors in their own databases and are
 * woken by NOTIFY; the lanes of a subscription are shared by leases among the instances of a service.
 */
export class PostgresTransport implements Transport {
  readonly name = 'postgresql'
  readonly required = false
  readonly features: Features = { durability: 'broker', competing: true, replay: true }
  readonly #pool: pg.Pool
  readonly #log: EventLog
  readonly #holder: string
  readonly #turns: Bulkhead
  readonly #subscriptions = new Map<string, LogSubscription>()
  readonly #keeper: Pump
  #identity: string | undefined
  #ears: pg.Client | undefined
  #isStopped = false
  #failure: Error | undefined
  #tidying: NodeJS.Timeout | undefined
  #kit: Kit | undefined

  constructor({ url, pool, instance, concurrency = 4 }: PostgresTransportOptions) {
    this.#pool = pool
    this.#log = new EventLog(url)
    this.#holder = instance ?? randomUUID()
    this.#turns = bulkhead({ capacity: concurrency, queue: Number.POSITIVE_INFINITY })
    this.#keeper = new Pump({ work: () => this.#keep(), failed: this.#failed, sweepMs: HEARTBEAT_MS })
  }

  /** Does not wait for the log: a service serves while it is away, and its events wait. */
  start(kit: Kit): void {
    this.#kit = kit
    this.#keeper.start()
    this.#tidying = setInterval(() => void this.#tidy(), TIDY_MS).unref()
    void this.#tidy()
  }

  check(): void {
    if (this.#failure) throw this.#failure
  }

  publish(events: readonly CloudEvent[], known: string | null): Promise<string> {
    return this.#log.append(events, known)
  }

  subscribe(subscription: Subscription): Subscribed {
    const reader = new LogSubscription({
      log: this.#log,
      subscription,
      turns: this.#turns,
      failed: this.#failed,
    })
    this.#subscriptions.set(reader.name, reader)
    reader.start()
    this.#keeper.wake()
    return {
      lag: () => reader.lag(),
      backlog: () => this.#backlog(reader),
      stop: () => this.#end(reader),
    }
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    clearInterval(this.#tidying)
    await at('postgres.stop', () => this.#keeper.stop())
    await at('postgres.stop-readers', () =>
      Promise.all([...this.#subscriptions.values()].map(reader => this.#end(reader))),
    )
    await at('postgres.deafen', () => this.#deafen())
    await at('postgres.close', () => this.#log.close())
  }

  /** Once a second: hears of appends, notes how far lanes are, keeps and shares them. */
  async #keep(): Promise<Next> {
    await at('postgres.hear', () => this.#hear())
    const identity = this.#identity
    const readers = [...this.#subscriptions.values()]
    if (!identity || readers.length === 0) return 'idle'
    await at('postgres.note', () => this.#note(identity, readers))
    const subscriptions = readers.map(({ name }) => name)
    const { lanes, share } = await at('postgres.hold', () =>
      hold(this.#pool, { holder: this.#holder, log: identity, subscriptions }),
    )
    for (const reader of readers)
      reader.assign(
        lanes.filter(({ subscription }) => subscription === reader.name),
        share,
      )
    this.#failure = undefined
    return 'idle'
  }

  /** Listens unless it does; after each silence whatever was missed is read, and a log that is another one from its start. */
  async #hear(): Promise<void> {
    if (this.#ears) return
    const heard = () => this.#wake()
    this.#ears = await at('postgres.listen', () => this.#log.listen(heard, this.#lost))
    const identity = await at('postgres.identity', () => this.#log.identity())
    if (this.#identity && identity !== this.#identity)
      for (const reader of this.#subscriptions.values()) reader.forget()
    this.#identity = identity
    this.#wake()
  }

  readonly #lost = (ears: pg.Client): void => {
    if (this.#ears !== ears) return
    this.#ears = undefined
    ears.end().catch(() => undefined)
    if (!this.#isStopped) this.#keeper.wake()
  }

  #wake(): void {
    for (const reader of this.#subscriptions.values()) reader.wake()
  }

  /** Notes cursors; what is more than this instance's share goes to the others. */
  async #note(identity: string, readers: readonly LogSubscription[]): Promise<void> {
    const moved = readers.flatMap(reader => reader.moved())
    const released = readers.flatMap(reader => reader.released())
    if (moved.length + released.length > 0)
      await at('postgres.cursors', () => note(this.#pool, identity, [...moved, ...released]))
    if (released.length > 0) await at('postgres.share', () => giveBack(this.#pool, this.#holder, released))
  }

  async #backlog(reader: LogSubscription): Promise<number> {
    const identity = await at('postgres.which', () => this.#log.identity())
    const noted = await at('postgres.noted', () => cursorsOf(this.#pool, reader.name, identity))
    return at('postgres.backlog', () => reader.backlog(noted))
  }

  async #end(reader: LogSubscription): Promise<void> {
    if (!this.#subscriptions.delete(reader.name)) return
    const lanes = await at('postgres.end', () => reader.stop())
    await at('postgres.last', () => this.#lastNote(lanes))
  }

  /** What cannot be noted is delivered again, which inboxes bear; so an outage must not fail the stop. */
  async #lastNote(lanes: readonly HeldLane[]): Promise<void> {
    if (!this.#identity) return
    const identity = this.#identity
    try {
      await at('postgres.last-cursors', () => note(this.#pool, identity, lanes))
      await at('postgres.last-lanes', () => giveBack(this.#pool, this.#holder, lanes))
      if (this.#subscriptions.size === 0) await at('postgres.leave', () => leave(this.#pool, this.#holder))
    } catch (error) {
      this.#kit?.log.warn('how far events were handled could not be noted', { error })
    }
  }

  async #deafen(): Promise<void> {
    const ears = this.#ears
    this.#ears = undefined
    await at('postgres.hang-up', async () => ears?.end())
  }

  async #tidy(): Promise<void> {
    try {
      await at('postgres.tidy', () => this.#log.tidy())
    } catch (error) {
      this.#kit?.log.warn('the log of events was not tidied', { error })
    }
  }

  readonly #failed = (error: unknown, times: number): void => {
    this.#failure = error instanceof Error ? error : new Error(String(error))
    if (times === 1) this.#kit?.log.warn('events cannot be read for now', { error })
  }
}

import type { CloudEvent } from '@azora/contracts'
import type { Kit } from '../../../resource.js'
import { at } from '../../fault-point.js'
import { type Next, Pump } from '../../pump.js'
import { Turns } from '../../turns.js'
import {
  BrokerForgot,
  type Features,
  type History,
  type Subscribed,
  type Subscription,
  type Transport,
} from '../transport.js'
import { type HeldLane, type LaneLeases, LEASE_MS } from './lane-leases.js'
import type { Ears, LaneLog } from './lane-log.js'
import { LogSubscription } from './log-subscription.js'

/** The options of {@link LogTransport}. */
export interface LogTransportOptions {
  name: string
  log: LaneLog
  leases: LaneLeases
  /** How many lanes are received at once: each takes a connection of the service's database. */
  concurrency?: number | undefined
}

const HEARTBEAT_MS = 1_000
const CONCURRENCY = 4

/**
 * Carries events through a log that is read lane by lane. The lanes of a subscription are shared by leases among the
 * instances of a service; each reads on from cursors, and notes them once a second.
 */
export class LogTransport implements Transport {
  readonly name: string
  readonly required = false
  readonly #log: LaneLog
  readonly #leases: LaneLeases
  readonly #turns: Turns
  readonly #subscriptions = new Map<string, LogSubscription>()
  readonly #hearers = new Set<() => void>()
  readonly #keeper: Pump
  #identity: string | undefined
  #ears: Ears | undefined
  /** When the leases lapse, by this process's own clock. */
  #heldUntilMs = 0
  #isStopped = false
  #failure: Error | undefined
  #tidying: NodeJS.Timeout | undefined
  #kit: Kit | undefined

  constructor({ name, log, leases, concurrency = CONCURRENCY }: LogTransportOptions) {
    this.name = name
    this.#log = log
    this.#leases = leases
    this.#turns = new Turns(concurrency - 1)
    this.#keeper = new Pump({ work: () => this.#keep(), failed: this.#failed, sweepMs: HEARTBEAT_MS })
  }

  get features(): Features {
    return this.#log.features
  }

  get history(): History {
    const log = this.#log
    return {
      identity: () => log.identity(),
      read: request => log.read(request),
      release: (reader, lane) => log.release?.(reader, lane),
      edges: () => log.edges(),
      place: pos => log.place(pos),
      hear: heard => {
        this.#hearers.add(heard)
        return () => this.#hearers.delete(heard)
      },
    }
  }

  /** Does not wait for the log: a service serves while it is away, and its events wait. */
  start(kit: Kit): void {
    this.#kit = kit
    this.#keeper.start()
    this.#tidying = setInterval(() => void this.#tidy(), this.#log.tidyMs).unref()
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
      mayBegin: () => performance.now() < this.#heldUntilMs,
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
    await at('log-transport.stop', () => this.#keeper.stop())
    await at('log-transport.stop-readers', () =>
      Promise.all([...this.#subscriptions.values()].map(reader => this.#end(reader))),
    )
    await at('log-transport.deafen', () => this.#deafen())
    await at('log-transport.close', () => this.#log.close())
  }

  /** Once a second: hears of appends, notes how far lanes are, keeps and shares them. */
  async #keep(): Promise<Next> {
    await at('log-transport.hear', () => this.#hear())
    const identity = this.#identity
    const readers = [...this.#subscriptions.values()]
    if (!identity) return 'idle'
    if (readers.length > 0) {
      await at('log-transport.note', () => this.#note(identity, readers))
      await at('log-transport.assign', () => this.#assign(identity, readers))
    }
    this.#failure = undefined
    return 'idle'
  }

  /** Hands readers the lanes that are theirs. They lapse in time from before they were asked for. */
  async #assign(identity: string, readers: readonly LogSubscription[]): Promise<void> {
    const askedAtMs = performance.now()
    const { lanes, shares } = await at('log-transport.hold', () =>
      this.#leases.hold(
        identity,
        readers.map(({ name }) => name),
      ),
    )
    this.#heldUntilMs = askedAtMs + LEASE_MS
    for (const reader of readers)
      reader.assign(
        lanes.filter(({ subscription }) => subscription === reader.name),
        shares.get(reader.name) ?? 0,
      )
  }

  /**
   * Listens unless it does. After a silence every lane begins again where it was noted: what was missed is read, and a log
   * that has lost its last, or everything, is not read from beyond its end.
   */
  async #hear(): Promise<void> {
    if (this.#ears && this.#identity) return
    const heard = () => this.#wake()
    this.#ears ??= await at('log-transport.listen', () => this.#log.listen(heard, this.#lost))
    this.#meet(await at('log-transport.identity', () => this.#log.identity()))
  }

  #meet(identity: string | undefined): void {
    this.#identity = identity
    for (const reader of this.#subscriptions.values()) reader.forget()
  }

  readonly #lost = (ears: Ears): void => {
    if (this.#ears !== ears) return
    this.#ears = undefined
    this.#identity = undefined
    ears.close().catch(() => undefined)
    if (!this.#isStopped) this.#keeper.wake()
  }

  #wake(): void {
    for (const reader of this.#subscriptions.values()) reader.wake()
    for (const heard of this.#hearers) heard()
  }

  /** Notes cursors; what is more than this instance's share goes to the others. */
  async #note(identity: string, readers: readonly LogSubscription[]): Promise<void> {
    const moved = readers.flatMap(reader => reader.moved())
    const released = readers.flatMap(reader => reader.released())
    if (moved.length + released.length > 0)
      await at('log-transport.cursors', () => this.#leases.note(identity, [...moved, ...released]))
    if (released.length > 0) await at('log-transport.share', () => this.#leases.giveBack(released))
  }

  async #backlog(reader: LogSubscription): Promise<number> {
    const identity = await at('log-transport.which', () => this.#log.identity())
    const noted = await at('log-transport.noted', () => this.#leases.cursors(identity, reader.name))
    return at('log-transport.backlog', () => reader.backlog(noted))
  }

  async #end(reader: LogSubscription): Promise<void> {
    if (!this.#subscriptions.delete(reader.name)) return
    const lanes = await at('log-transport.end', () => reader.stop())
    await at('log-transport.last', () => this.#lastNote(reader.name, lanes))
  }

  /** What cannot be noted is delivered again, which inboxes bear; so an outage must not fail the stop. */
  async #lastNote(name: string, lanes: readonly HeldLane[]): Promise<void> {
    const identity = this.#identity
    try {
      if (identity) await at('log-transport.last-cursors', () => this.#leases.note(identity, lanes))
      await at('log-transport.last-lanes', () => this.#leases.giveBack(lanes))
      await at('log-transport.leave', () => this.#leases.leave([name]))
    } catch (error) {
      this.#kit?.log.warn('how far events were handled could not be noted', { error })
    }
  }

  async #deafen(): Promise<void> {
    const ears = this.#ears
    this.#ears = undefined
    await at('log-transport.hang-up', async () => ears?.close())
  }

  async #tidy(): Promise<void> {
    try {
      await at('log-transport.tidy', () => this.#log.tidy())
    } catch (error) {
      this.#kit?.log.warn('the log of events was not tidied', { error })
    }
  }

  readonly #failed = (error: unknown, times: number): void => {
    this.#failure = error instanceof Error ? error : new Error(String(error))
    if (error instanceof BrokerForgot) this.#meet(undefined)
    if (times === 1) this.#kit?.log.warn('events cannot be read for now', { error })
  }
}

import type pg from 'pg'
import type { Kit, Resource } from '../../resource.js'
import { at } from '../fault-point.js'
import type { Outbox } from '../outbox/outbox.js'
import { type Next, Pump } from '../pump.js'
import { BrokerForgot, MAX_BATCH, type Transport } from '../transport/transport.js'
import { onConnection } from './held-connection.js'
import {
  backlog,
  knownBroker,
  mark,
  prune,
  rememberBroker,
  sendAgain,
  startOver,
  take,
} from './outbox-rows.js'
import { observeRelay } from './relay-metrics.js'

/** What the relay works on. */
export interface RelayOptions {
  pool: pg.Pool
  outbox: Outbox
  transport: Transport
}

const SWEEP_MS = 1_000
const BUSY_MS = 20
/** How often the broker is asked whether it is still the same while there is nothing to send. */
const CONTACT_MS = 2_000
const PRUNE_MS = 10 * 60_000
const STALE_SECONDS = 10

/**
 * Sends what the outbox holds: woken by every commit that has published something, swept each second for what others left.
 *
 * Any number of instances may run. Each takes the lanes no other has, by advisory lock, sends up to 500 of their rows in
 * order and marks them sent, all in one transaction: whoever dies meanwhile loses the lock and marks nothing.
 */
export class Relay implements Resource {
  readonly required = false
  readonly #options: RelayOptions
  readonly #pump: Pump
  /** The broker's identity; undefined until it has been looked up. */
  #known: string | null | undefined
  #isCut = false
  #contactAtMs = 0
  #kit: Kit | undefined
  #unhook: () => void = () => {}
  #pruning: NodeJS.Timeout | undefined

  constructor(options: RelayOptions) {
    this.#options = options
    this.#pump = new Pump({ work: () => this.#pass(), failed: this.#failed, sweepMs: SWEEP_MS })
  }

  start(kit: Kit): void {
    const { outbox, pool, transport } = this.#options
    this.#kit = kit
    observeRelay(kit.metrics.registry, () => backlog(pool))
    this.#unhook = outbox.onCommitted(() => this.#pump.wake())
    this.#pruning = setInterval(() => void this.#prune(), PRUNE_MS).unref()
    void this.#prune()
    this.#pump.start()
    kit.log.info('events are relayed', { transport: transport.name, features: transport.features })
  }

  /** Sends what is left, unless the broker is away: then it stays, and is sent by whoever runs next. */
  async stop(): Promise<void> {
    clearInterval(this.#pruning)
    this.#unhook()
    await at('relay.stop', () => this.#pump.stop())
    while (!this.#isCut && (await at('relay.flush', () => this.#flush())));
  }

  /** Fails while events have been waiting for long. */
  async check(): Promise<void> {
    const { unsent, oldestSeconds } = await at('relay.check', () => backlog(this.#options.pool))
    if (oldestSeconds > STALE_SECONDS)
      throw new Error(`${unsent} events wait to be sent, the oldest for ${Math.round(oldestSeconds)} s`)
  }

  /** One pass at the end; false when nothing is left but what others send, or nothing can be done. */
  #flush(): Promise<boolean> {
    return this.#pass().then(
      next => next === 'again',
      (error: unknown) => {
        this.#failed(error, 1)
        return false
      },
    )
  }

  async #pass(): Promise<Next> {
    if (this.#isCut) await at('relay.reconnect', () => sendAgain(this.#options.pool, 'recent'))
    this.#known ??= await at('relay.known', () => knownBroker(this.#options.pool))
    const { rows, isBusy } = await at('relay.turn', () =>
      onConnection(this.#options.pool, client => this.#send(client)),
    )
    if (rows === MAX_BATCH) return 'again'
    return isBusy ? { afterMs: BUSY_MS } : 'idle'
  }

  async #send(client: pg.PoolClient): Promise<{ rows: number; isBusy: boolean }> {
    const { rows, isBusy } = await at('relay.rows', () => take(client))
    const events = rows.map(({ event }) => event)
    if (events.length > 0 || performance.now() > this.#contactAtMs + CONTACT_MS)
      await at('relay.publish', () => this.#publish(client, events))
    await at('relay.done', () => mark(client, rows))
    return { rows: rows.length, isBusy }
  }

  async #publish(client: pg.PoolClient, events: Parameters<Transport['publish']>[0]): Promise<void> {
    try {
      const identity = await at('relay.append', () =>
        this.#options.transport.publish(events, this.#known ?? null),
      )
      this.#isCut = false
      this.#contactAtMs = performance.now()
      if (identity === this.#known) return
      await at('relay.meet', () => rememberBroker(client, identity))
      this.#known = identity
    } catch (error) {
      if (!(error instanceof BrokerForgot)) this.#isCut = true
      else await at('relay.forgotten', () => this.#startOver(error.identity))
      throw error
    }
  }

  /** All that is kept is sent once more, from the oldest, before anything newer. */
  async #startOver(identity: string): Promise<void> {
    const others = await at('relay.others', () => knownBroker(this.#options.pool))
    if (others !== identity)
      await at('relay.start-over', () =>
        onConnection(this.#options.pool, client => startOver(client, identity)),
      )
    this.#known = identity
  }

  async #prune(): Promise<void> {
    try {
      await at('relay.tidy', () => prune(this.#options.pool))
    } catch (error) {
      this.#kit?.log.warn('sent events were not removed', { error })
    }
  }

  readonly #failed = (error: unknown, times: number): void => {
    if (times === 1) this.#kit?.log.warn('events could not be sent; they wait', { error })
  }
}

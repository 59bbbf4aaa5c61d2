import type pg from 'pg'
import type { Kit, Resource } from '../../resource.js'
import { at } from '../fault-point.js'
import type { Outbox } from '../outbox/outbox.js'
import { type Next, Pump } from '../pump.js'

/** What {@link Delays} works on. */
export interface DelaysOptions {
  pool: pg.Pool
  outbox: Outbox
}

interface Released {
  released: number
  next_due: Date | null
}

const RELEASE = 'SELECT released, next_due FROM azora.release_delayed($1::timestamptz, $2)'
const FIRST_DUE = 'SELECT min(due_at) AS next_due FROM azora.delayed'
const MOST = 500
const SWEEP_MS = 1_000
/** Others are at it, or about to cancel: no need to ask again at once. */
const BUSY_MS = 20
const STALE_MS = 10_000

/**
 * Puts delayed events into the outbox when they are due. Any number of instances may run: one at a time does it, in a
 * single statement, so that an event is in one of the two tables whoever dies.
 */
export class Delays implements Resource {
  readonly required = false
  readonly #options: DelaysOptions
  readonly #pump: Pump
  #kit: Kit | undefined
  #unhook: () => void = () => {}

  constructor(options: DelaysOptions) {
    this.#options = options
    this.#pump = new Pump({ work: () => this.#pass(), failed: this.#failed, sweepMs: SWEEP_MS })
  }

  start(kit: Kit): void {
    this.#kit = kit
    this.#unhook = this.#options.outbox.onCommitted(dueAt => dueAt && this.#pump.wake())
    this.#pump.start()
  }

  async stop(): Promise<void> {
    this.#unhook()
    await at('delays.stop', () => this.#pump.stop())
  }

  /** Fails while events have been due for long. */
  async check(): Promise<void> {
    const { rows } = await at('delays.check', () => this.#options.pool.query<Released>(FIRST_DUE))
    const lateMs = this.#now().getTime() - (rows[0]?.next_due?.getTime() ?? Number.POSITIVE_INFINITY)
    if (lateMs > STALE_MS) throw new Error(`delayed events have been due for ${Math.round(lateMs / 1_000)} s`)
  }

  async #pass(): Promise<Next> {
    const { pool, outbox } = this.#options
    const { rows } = await at('delays.release', () => pool.query<Released>(RELEASE, [this.#now(), MOST]))
    const [{ released, next_due: nextDue } = { released: 0, next_due: null }] = rows
    if (released > 0) outbox.wake()
    if (released === MOST) return 'again'
    return nextDue ? { afterMs: Math.max(BUSY_MS, nextDue.getTime() - this.#now().getTime()) } : 'idle'
  }

  #now(): Date {
    return this.#kit?.clock.now() ?? new Date()
  }

  readonly #failed = (error: unknown, times: number): void => {
    if (times === 1) this.#kit?.log.warn('delayed events could not be released; they wait', { error })
  }
}

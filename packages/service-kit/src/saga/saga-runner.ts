import type pg from 'pg'
import { at } from '../events/fault-point.js'
import { type Next, Pump } from '../events/pump.js'
import type { Kit, Resource } from '../resource.js'
import { Execution, type ExecutionSurroundings } from './execution.js'
import type { Saga } from './saga.js'
import {
  type Claim,
  ClaimLost,
  claim,
  forget,
  giveBack,
  giveBackAll,
  HOLD_MS,
  msUntilDue,
  prolong,
  strand,
} from './saga-rows.js'

/** The options of {@link SagaRunner}. */
export interface SagaRunnerOptions extends ExecutionSurroundings {
  sagas: readonly Saga[]
  /** The instance; one that is started again under its name goes on with its sagas at once. */
  holder: string
  /** Calls back when a saga may be due. Returns how to end that. */
  onDue(listener: () => void): () => void
}

const SWEEP_MS = 1_000
const HOUR_MS = 3_600_000
/** Sagas worked on at the same time by one instance. */
const MOST = 8

/**
 * Works on the sagas of a service that are due: woken by commits of this process, swept each second for what others left. Any
 * number of instances may run; a saga is one's at a time, and anybody's 15 seconds after its process has died.
 */
export class SagaRunner implements Resource {
  readonly required = false
  readonly #options: SagaRunnerOptions
  readonly #sagas: ReadonlyMap<string, Saga>
  readonly #pump: Pump
  readonly #running = new Map<string, Promise<void>>()
  readonly #stopping = new AbortController()
  #kit: Kit | undefined
  /** Whether what an earlier process of this name held is given back. */
  #hasReclaimed = false
  #unhook: () => void = () => {}
  #forgetting: NodeJS.Timeout | undefined

  constructor(options: SagaRunnerOptions) {
    this.#options = options
    this.#sagas = new Map(options.sagas.map(saga => [saga.name, saga]))
    this.#pump = new Pump({ work: () => this.#pass(), failed: this.#failed, sweepMs: SWEEP_MS })
  }

  start(kit: Kit): void {
    this.#kit = kit
    this.#unhook = this.#options.onDue(() => this.#pump.wake())
    this.#forgetting = setInterval(() => void this.#forget(), HOUR_MS).unref()
    void this.#forget()
    this.#pump.start()
  }

  /** Lets attempts under way end, and others have the rest. */
  async stop(): Promise<void> {
    clearInterval(this.#forgetting)
    this.#unhook()
    await at('saga.stop', () => this.#pump.stop())
    this.#stopping.abort()
    await at('saga.stopped', () => Promise.all(this.#running.values()))
  }

  /** Fails while sagas are stuck. */
  async check(): Promise<void> {
    const { rows } = await at('saga.check', () =>
      this.#pool.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM azora.sagas WHERE state = 'stuck'`,
      ),
    )
    const count = rows[0]?.count ?? 0
    if (count > 0) throw new Error(`${count} sagas are stuck`)
  }

  get #pool(): pg.Pool {
    return this.#options.store.pool
  }

  /** Takes one saga up, without waiting for what becomes of it. */
  async #pass(): Promise<Next> {
    if (this.#running.size >= MOST) return 'idle'
    const { sagas, holder, kit } = this.#options
    const now = kit.clock.now()
    if (!this.#hasReclaimed) await at('saga.reclaim', () => giveBackAll(this.#pool, holder))
    this.#hasReclaimed = true
    const held = await at('saga.next', () => claim(this.#pool, sagas, { holder, now }))
    const saga = held && this.#sagas.get(held.saga)
    if (saga) {
      this.#take(saga, held)
      return 'again'
    }
    await at('saga.stranded', () => this.#strand(now))
    const afterMs = await at('saga.next-due', () => msUntilDue(this.#pool, now))
    return afterMs === undefined ? 'idle' : { afterMs }
  }

  #take(saga: Saga, held: Claim): void {
    const work = this.#work(saga, held)
      .catch((error: unknown) => this.#gaveUp(held, error))
      .finally(() => {
        this.#running.delete(held.id)
        this.#pump.wake()
      })
    this.#running.set(held.id, work)
  }

  async #work(saga: Saga, held: Claim): Promise<void> {
    const lost = new AbortController()
    const heart = setInterval(() => void this.#prolong(held, lost), HOLD_MS / 3)
    let isLaidDown = false
    try {
      isLaidDown = await at('saga.work', () =>
        new Execution(saga, held, this.#options).run({ stopping: this.#stopping.signal, lost: lost.signal }),
      )
    } finally {
      clearInterval(heart)
      if (!isLaidDown) await at('saga.leave', () => giveBack(this.#pool, held))
    }
  }

  async #prolong(held: Claim, lost: AbortController): Promise<void> {
    const isHeld = await at('saga.heartbeat', () =>
      // While the database is away nobody else can take it either.
      prolong(this.#pool, held).catch(() => true),
    )
    if (!isHeld) lost.abort(new ClaimLost(held))
  }

  async #strand(now: Date): Promise<void> {
    const stranded = await at('saga.nobodys', () => strand(this.#pool, this.#options.sagas, now))
    for (const { id, saga } of stranded)
      this.#kit?.log.error('a saga is stuck: nobody declares its steps', { sagaId: id, saga })
  }

  async #forget(): Promise<void> {
    try {
      while (await at('saga.old', () => forget(this.#pool, this.#options.kit.clock.now())));
    } catch (error) {
      this.#kit?.log.warn('old sagas were not forgotten', { error })
    }
  }

  #gaveUp({ id, saga }: Claim, error: unknown): void {
    const fields = { sagaId: id, saga, error }
    this.#kit?.log.warn('work on a saga broke off; it goes on from where it stands', fields)
  }

  readonly #failed = (error: unknown, times: number): void => {
    if (times === 1) this.#kit?.log.warn('sagas could not be looked for', { error })
  }
}

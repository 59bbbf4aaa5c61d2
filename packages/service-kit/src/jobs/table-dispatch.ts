import type pg from 'pg'
import { at } from '../events/fault-point.js'
import { type Next, Pump } from '../events/pump.js'
import type { Kit, Resource } from '../resource.js'
import { oldestDue, takeDue } from './job-rows.js'
import type { JobRunner } from './job-runner.js'
import type { JobTable } from './job-table.js'

/** What decides which process runs which job. */
export interface DispatchOptions {
  pool: pg.Pool
  table: JobTable
  runner: JobRunner
  /** How long running jobs may take to end when the process has to go. */
  graceMs: number
}

const SWEEP_MS = 1_000
/** Where all jobs come from schedules, which wake whoever enqueues them, others only look for what was left behind. */
const LAZY_SWEEP_MS = 5_000
/** Jobs use at most so many of the pool's connections, which requests need too. */
const AT_ONCE = 5
const LEAST_REST_MS = 5
const STALE_MS = 60_000

/** Takes jobs out of the table itself: woken by whoever enqueues in this process, by the next due time, and each second. */
export class TableDispatch implements Resource {
  readonly required = false
  readonly #options: DispatchOptions
  readonly #pump: Pump
  readonly #running = new Map<string, number>()
  #kit: Kit | undefined
  #unhook: () => void = () => {}

  constructor(options: DispatchOptions) {
    this.#options = options
    const isLazy = [...options.runner.handlers.values()].every(({ schedule }) => schedule)
    const sweepMs = isLazy ? LAZY_SWEEP_MS : SWEEP_MS
    this.#pump = new Pump({ work: () => this.#pass(), failed: this.#failed, sweepMs })
  }

  start(kit: Kit): void {
    this.#kit = kit
    this.#unhook = this.#options.table.onWake(() => this.#pump.wake())
    this.#pump.start()
    kit.log.info('jobs are run', { dispatch: 'postgresql' })
  }

  async stop(): Promise<void> {
    this.#unhook()
    await at('dispatch.stop', () => this.#pump.stop())
    await at('dispatch.drain', () => this.#options.runner.drain(this.#options.graceMs))
  }

  /** Fails while jobs have been due for long. */
  async check(): Promise<void> {
    const { pool, runner } = this.#options
    const now = this.#now()
    const dueAt = await at('dispatch.check', () => oldestDue(pool, [...runner.handlers.keys()], now))
    const lateMs = now.getTime() - (dueAt ?? now).getTime()
    if (lateMs > STALE_MS) throw new Error(`a job has been due for ${Math.round(lateMs / 1_000)} s`)
  }

  async #pass(): Promise<Next> {
    const { pool, runner } = this.#options
    const free = this.#free()
    const most = AT_ONCE - this.#runningInAll()
    if (most === 0 || free.size === 0) return 'idle'
    const now = this.#now()
    const { taken, nextDueAt } = await at('dispatch.take', () =>
      takeDue(pool, { holder: runner.holder, running: runner.running, free, most, now }),
    )
    for (const job of taken) {
      this.#count(job.name, 1)
      void runner.run(job).finally(() => {
        this.#count(job.name, -1)
        this.#pump.wake()
      })
    }
    if (taken.length > 0) return 'again'
    return nextDueAt ? { afterMs: Math.max(LEAST_REST_MS, nextDueAt.getTime() - now.getTime()) } : 'idle'
  }

  /** How many more of each job may be run here; those that may not are left out. */
  #free(): Map<string, number> {
    const free = [...this.#options.runner.handlers.values()].map(
      ({ name, concurrency }) => [name, concurrency - (this.#running.get(name) ?? 0)] as const,
    )
    return new Map(free.filter(([, count]) => count > 0))
  }

  #count(name: string, by: 1 | -1): void {
    this.#running.set(name, (this.#running.get(name) ?? 0) + by)
  }

  #runningInAll(): number {
    return [...this.#running.values()].reduce((sum, count) => sum + count, 0)
  }

  #now(): Date {
    return this.#kit?.clock.now() ?? new Date()
  }

  readonly #failed = (error: unknown, times: number): void => {
    if (times === 1) this.#kit?.log.warn('jobs could not be taken; they wait', { error })
  }
}

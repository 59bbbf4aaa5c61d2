import type pg from 'pg'
import { at } from '../../events/fault-point.js'
import { type Next, Pump } from '../../events/pump.js'
import { newId } from '../../new-id.js'
import type { Kit, Resource } from '../../resource.js'
import type { JobHandler } from '../job.js'
import type { JobTable } from '../job-table.js'
import { advance, enter, readSchedules, type ScheduleRow } from './schedule-rows.js'

/** What {@link Scheduler} works on. */
export interface SchedulerOptions {
  handlers: readonly JobHandler[]
  pool: pg.Pool
  table: JobTable
}

type Schedule = NonNullable<JobHandler['schedule']>

/** Nobody but another version of the service changes what is next: there is no hurry to look. */
const SWEEP_MS = 10_000
const LEAST_REST_MS = 5
/** A time that nobody has dealt with for so long was missed. */
const MISSED_MS = 60_000

/**
 * Makes a job of each time of a schedule, exactly one over any number of instances: whoever moves the schedule on to its next
 * time enqueues the job in the same statement.
 */
export class Scheduler implements Resource {
  readonly required = false
  readonly #options: SchedulerOptions
  readonly #schedules: ReadonlyMap<string, Schedule>
  readonly #pump: Pump
  #isEntered = false
  #kit: Kit | undefined
  #unhook: () => void = () => {}

  constructor(options: SchedulerOptions) {
    this.#options = options
    this.#schedules = new Map(
      options.handlers.flatMap(({ name, schedule }) => (schedule ? [[name, schedule]] : [])),
    )
    this.#pump = new Pump({ work: () => this.#pass(), failed: this.#failed, sweepMs: SWEEP_MS })
  }

  /** What is entered now is known before the clock goes on; if it cannot be, that is tried again. */
  async start(kit: Kit): Promise<void> {
    this.#kit = kit
    await at('scheduler.start', () => this.#enter().catch(error => this.#failed(error, 1)))
    this.#unhook = this.#options.table.onWake(what => what === 'schedules' && this.#pump.wake())
    this.#pump.start()
  }

  async stop(): Promise<void> {
    this.#unhook()
    await at('scheduler.stop', () => this.#pump.stop())
  }

  async #pass(): Promise<Next> {
    const { pool } = this.#options
    if (!this.#isEntered) await at('scheduler.enter', () => this.#enter())
    const rows = await at('scheduler.read', () => readSchedules(pool, [...this.#schedules.keys()]))
    let nextMs = Number.POSITIVE_INFINITY
    for (const row of rows) {
      const nextAt = await at('scheduler.turn', () => this.#turn(row))
      nextMs = Math.min(nextMs, nextAt.getTime())
    }
    return { afterMs: Math.max(LEAST_REST_MS, nextMs - this.#now().getTime()) }
  }

  async #enter(): Promise<void> {
    const now = this.#now()
    const rows = [...this.#schedules].map(([name, { times }]) => ({
      name,
      times: times.text,
      nextAt: times.next(now),
    }))
    await at('scheduler.entered', () => enter(this.#options.pool, rows))
    this.#isEntered = true
  }

  /** Deals with a schedule whose time has come. Returns when it will come next. */
  async #turn(row: ScheduleRow): Promise<Date> {
    const { pool, table } = this.#options
    const now = this.#now()
    const schedule = this.#schedules.get(row.name)
    // Another version of the service has given it other times: it is theirs.
    if (schedule?.times.text !== row.times || row.nextAt > now) return row.nextAt
    const to = schedule.times.next(now)
    const isMissed = now.getTime() - row.nextAt.getTime() > MISSED_MS
    const runs = !isMissed || schedule.missed === 'once'
    const outcome = await at('scheduler.advance', () => advance(pool, row, { to, jobId: newId(), runs }))
    if (outcome === 'enqueued') table.wake()
    if (outcome === 'left-out') this.#tell(row, runs ? 'the one before is not done yet' : 'it was missed')
    return to
  }

  #tell({ name, nextAt }: ScheduleRow, why: string): void {
    this.#kit?.log.info('a scheduled time is left out', { job: name, time: nextAt.toISOString(), why })
  }

  #now(): Date {
    return this.#kit?.clock.now() ?? new Date()
  }

  readonly #failed = (error: unknown, times: number): void => {
    if (times === 1) this.#kit?.log.warn('schedules could not be read; their jobs are late', { error })
  }
}

import { randomUUID } from 'node:crypto'
import { at } from '../events/fault-point.js'
import type { InboxStore } from '../events/inbox/inbox-store.js'
import type { Surroundings } from '../http/background.js'
import { HoldKeeper, JobLost } from './hold-keeper.js'
import type { JobHandler, JobRun } from './job.js'
import { attemptOf } from './job-attempt.js'
import { JobFailures } from './job-failures.js'
import type { JobEnding, JobMetrics } from './job-metrics.js'
import { giveBack, type HeldJob, remove, type TakenJob } from './job-rows.js'

/** What running jobs needs of the service's database. */
export interface JobStore extends InboxStore {
  readonly inTransaction: boolean
}

/** What a runner works with. */
export interface JobRunnerOptions extends Surroundings {
  handlers: readonly JobHandler[]
  store: JobStore
  metrics: JobMetrics
  /** Whether there are pauses between attempts; tests need none. */
  pauses: boolean
}

const TRANSACTION_MARGIN_MS = 2_000
const FINISH_MS = 10_000

/** Runs jobs that were taken, and notes what became of them. */
export class JobRunner {
  /** The name this process holds jobs under. */
  readonly holder = randomUUID()
  readonly handlers: ReadonlyMap<string, JobHandler>
  readonly #options: JobRunnerOptions
  readonly #failures: JobFailures
  readonly #leaving = new AbortController()
  readonly #running = new Map<string, Promise<void>>()

  constructor(options: JobRunnerOptions) {
    this.#options = options
    this.#failures = new JobFailures(options)
    this.handlers = new Map(options.handlers.map(handler => [handler.name, handler]))
  }

  /** The ids of the jobs that are running here. */
  get running(): readonly string[] {
    return [...this.#running.keys()]
  }

  /** Runs a job to its end, whatever that is. Never rejects: what cannot be noted is taken over when its hold is over. */
  run(taken: TakenJob): Promise<void> {
    const running: Promise<void> = this.#run({ ...taken, holder: this.holder })
      .catch((error: unknown) => this.#warn('what became of a job could not be noted', taken, error))
      .finally(() => this.#running.delete(taken.id))
    this.#running.set(taken.id, running)
    return running
  }

  /** Lets running jobs end for so long; what is not over then is given back, to be run elsewhere. */
  async drain(graceMs: number): Promise<void> {
    const leave = () => this.#leaving.abort(new Error('the process has to go'))
    const timer = setTimeout(leave, graceMs)
    await at('jobs.drain', () => Promise.all(this.#running.values()))
    clearTimeout(timer)
  }

  async #run(job: HeldJob): Promise<void> {
    const handler = this.handlers.get(job.name)
    if (!handler) return
    const startedAt = performance.now()
    const ending = await at('jobs.attempt', () => this.#attempt(handler, job))
    this.#options.metrics.ended(job.name, ending, performance.now() - startedAt)
  }

  async #attempt(handler: JobHandler, taken: HeldJob): Promise<JobEnding> {
    const job = await at('jobs.reckon', () => this.#failures.reckon(handler, taken))
    if (typeof job === 'string') return job
    try {
      const work = () => (handler.inTransaction ? this.#atOnce(handler, job) : this.#apart(handler, job))
      await at('jobs.work', work)
      return 'done'
    } catch (error) {
      return at('jobs.failed', () => this.#failed(handler, job, error))
    }
  }

  /** The whole attempt is one transaction with the end of the job. */
  #atOnce(handler: JobHandler, job: HeldJob): Promise<void> {
    const { signal } = this.#leaving
    return this.#ending(job, handler.timeoutMs + TRANSACTION_MARGIN_MS, () =>
      attemptOf(handler, { taken: job, signal, finish: work => work() }, this.#options),
    )
  }

  /** The job is held for as long as the attempt takes; only its end is a transaction. */
  async #apart(handler: JobHandler, job: HeldJob): Promise<void> {
    const { store } = this.#options
    const keeper = new HoldKeeper(store.pool, job)
    let isOver = false
    const finish: JobRun['finish'] = async work => {
      if (store.inTransaction) throw new TypeError('a job is finished in a transaction of its own')
      const end = () => this.#ending(job, FINISH_MS, work)
      const result = await at('jobs.finish', () => keeper.resting(end))
      isOver = true
      return result
    }
    try {
      const signal = AbortSignal.any([this.#leaving.signal, keeper.signal])
      await at('jobs.apart', () => attemptOf(handler, { taken: job, signal, finish }, this.#options))
      if (!isOver) await at('jobs.over', () => finish(async () => {}))
    } catch (error) {
      if (!isOver) throw error
      this.#warn('a job failed after it was done', job, error)
    } finally {
      keeper.stop()
    }
  }

  /** Ends a job in one transaction with the work, if it is still held. Its row is locked first, so nobody takes it meanwhile. */
  #ending<Result>(job: HeldJob, timeoutMs: number, work: () => Promise<Result>): Promise<Result> {
    const { store } = this.#options
    const end = async () => {
      const isHeld = await at('jobs.end', () => remove(store.raw, job))
      if (!isHeld) throw new JobLost(job.id)
      return work()
    }
    return store.transaction(end, { timeoutMs })
  }

  async #failed(handler: JobHandler, job: HeldJob, error: unknown): Promise<JobEnding> {
    if (error instanceof JobLost) {
      this.#warn('a job was taken over', job, error)
      return 'lost'
    }
    if (!this.#leaving.signal.aborted) return this.#failures.note(handler, job, error)
    await at('jobs.leave', () => giveBack(this.#options.store.pool, job))
    return 'given-back'
  }

  #warn(message: string, { id, name }: TakenJob, error: unknown): void {
    this.#options.kit.log.warn(message, { job: name, jobId: id, error })
  }
}

import { type Failure, failureOf, withFailure } from '../events/dead-letters/failure.js'
import { at } from '../events/fault-point.js'
import type { InboxStore } from '../events/inbox/inbox-store.js'
import type { Verdict } from '../events/inbox/retry-policy.js'
import type { Kit } from '../resource.js'
import type { JobHandler } from './job.js'
import type { JobEnding } from './job-metrics.js'
import { fail, type HeldJob, postpone, remember, remove } from './job-rows.js'

/** What noting failures needs. */
export interface JobFailuresOptions {
  store: InboxStore
  kit: Kit
  /** Whether there are pauses between attempts; tests need none. */
  pauses: boolean
}

/** Kept of an attempt of which nothing was heard any more. */
class JobAbandoned extends Error {
  override readonly name = 'JobAbandoned'

  constructor() {
    super('its process has died, or stood still for too long')
  }
}

const ENDINGS = { retry: 'retry', skip: 'skipped', 'dead-letter': 'failed' } as const

/** Decides what becomes of jobs that have failed, and notes it. */
export class JobFailures {
  readonly #options: JobFailuresOptions

  constructor(options: JobFailuresOptions) {
    this.#options = options
  }

  /** Notes that an attempt has come to nothing. */
  note(handler: JobHandler, job: HeldJob, error: unknown): Promise<JobEnding> {
    const verdict = handler.policy.verdict(error, job.attempts)
    return this.#settle(handler, this.#with(job, error, job.attempts), { verdict, error })
  }

  /**
   * Looks whether the attempt before this one has ended. If nothing was heard of it, that is a failure like any other, and may
   * have been the last: a job that takes its process with it does not do so for ever.
   */
  async reckon(handler: JobHandler, job: HeldJob): Promise<HeldJob | JobEnding> {
    const before = job.attempts - 1
    if (before === 0 || job.failures.at(-1)?.attempt === before) return job
    const error = new JobAbandoned()
    const known = this.#with(job, error, before)
    if (handler.policy.verdict(error, before) === 'dead-letter')
      return at('jobs.worn-out', () => this.#settle(handler, known, { verdict: 'dead-letter', error }))
    await at('jobs.reckoned', () => remember(this.#options.store.pool, known, known.failures))
    return known
  }

  #with(job: HeldJob, error: unknown, attempt: number): HeldJob {
    const failure = failureOf(error, attempt, this.#options.kit.clock.now())
    return { ...job, failures: withFailure(job.failures, failure) }
  }

  async #settle(
    handler: JobHandler,
    job: HeldJob,
    { verdict, error }: { verdict: Verdict; error: unknown },
  ): Promise<JobEnding> {
    const isNoted = await at('jobs.settle', () => this.#write(handler, job, verdict))
    const { id: jobId, name, attempts } = job
    const level = verdict === 'dead-letter' ? 'error' : 'warn'
    this.#options.kit.log[level]('a job was not done', { job: name, jobId, attempts, verdict, error })
    return isNoted ? ENDINGS[verdict] : 'lost'
  }

  #write(handler: JobHandler, job: HeldJob, verdict: Verdict): Promise<boolean> {
    const { store, kit, pauses } = this.#options
    const { failures }: { failures: readonly Failure[] } = job
    const now = kit.clock.now()
    if (verdict === 'skip') return remove(store.raw, job)
    if (verdict === 'dead-letter') return fail(store.pool, job, { now, failures })
    const pauseMs = pauses ? handler.policy.pauseMs(job.attempts) : 0
    return postpone(store.pool, job, { dueAt: new Date(now.getTime() + pauseMs), failures })
  }
}

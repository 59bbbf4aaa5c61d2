import type { Clock } from '../clock.js'
import { origin } from '../events/outbox/envelope.js'
import { dueAtOf, type When } from '../events/outbox/when.js'
import { newId } from '../new-id.js'
import type { Job } from './job.js'
import type { JobTable } from './job-table.js'

/** How a job is enqueued. */
export type EnqueueOptions = (When | { at?: never; afterMs?: never }) & {
  /**
   * While a job of the same name and key waits, no second one is added: the first, with its data, stands for both, at the earlier
   * of their times. From when it has begun, another one is.
   */
  key?: string
}

/** Enqueues jobs. See {@link jobQueue}. */
export interface JobQueue {
  /**
   * Has a job done once the current transaction is committed, and never if it is not; at once, or at a later time.
   *
   * @returns Its id; of the one that waits under its key, if one does.
   * @throws {TypeError} Outside of a transaction, and when the data is not what was declared.
   */
  enqueue<Data>(job: Job<Data>, data: Data, options?: EnqueueOptions): Promise<string>
  /**
   * Takes back, in the current transaction, a job that has not begun.
   *
   * @returns False if it has begun, or there is none.
   * @throws {TypeError} Outside of a transaction.
   */
  cancel(id: string): Promise<boolean>
}

/**
 * Lets a service enqueue jobs.
 *
 * @example use: ({ db, clock }) => ({ …, jobs: jobQueue(db, clock) })
 */
export function jobQueue({ jobs }: { jobs: JobTable }, clock: Clock): JobQueue {
  return {
    enqueue: async (job, data, { key = null, ...when } = {}) => {
      const now = clock.now()
      const isLater = when.at !== undefined || when.afterMs !== undefined
      const dueAt = (isLater && dueAtOf(when, now)) || now
      const row = { id: newId(), name: job.name, key, data: job.write(data), origin: origin(), dueAt }
      return jobs.add(row)
    },
    cancel: id => jobs.cancel(id),
  }
}

import { at } from '../events/fault-point.js'
import { inBackground, type Surroundings } from '../http/background.js'
import type { JobHandler, JobRun } from './job.js'
import type { TakenJob } from './job-rows.js'

/** What one attempt is given beside the job. */
export interface Attempt {
  /** Ends it before its time. */
  signal: AbortSignal
  finish: JobRun['finish']
}

/** Runs a job's handler once, in the background of whoever enqueued it. */
export async function attemptOf(
  handler: JobHandler,
  { taken, signal, finish }: Attempt & { taken: TakenJob },
  surroundings: Surroundings,
): Promise<void> {
  const { id, name, key, origin, plannedAt: dueAt, attempts: attempt } = taken
  const { timeoutMs } = handler
  const span = {
    name: `job ${name}`,
    kind: 'consumer' as const,
    attributes: { 'azora.job': name, 'azora.job.id': id },
  }
  await at('jobs.run', () =>
    inBackground({ origin, timeoutMs, signal, span }, surroundings, (context, inner) => {
      const log = context.log.with({ job: name, jobId: id })
      const run = { id, data: handler.read(taken.data), key, dueAt, attempt, signal: inner, log, finish }
      // `read` has made the data what the handler was declared for.
      return (handler.handle as (run: JobRun) => Promise<void> | void)(run)
    }),
  )
}

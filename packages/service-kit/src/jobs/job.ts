import * as z from 'zod'
import { type HandlerRetries, RetryPolicy } from '../events/inbox/retry-policy.js'
import type { Logger } from '../observability/logger.js'
import { cronTimes, everyTimes, type Timetable } from './schedule/timetable.js'

/** A job as its handler gets it. */
export interface JobRun<Data = unknown> {
  /** The same for all attempts: an `Idempotency-Key` for what the handler calls. */
  readonly id: string
  readonly data: Data
  /** What it was enqueued under; null if under nothing. */
  readonly key: string | null
  /** When it was to run; of a schedule, its time, or the first of those that were missed. */
  readonly dueAt: Date
  /** 1 for the first attempt. One whose process died counts. */
  readonly attempt: number
  /** Aborts when its time is up, and when the process has to go: what is to go on is then run elsewhere. */
  readonly signal: AbortSignal
  /** Its records carry the job's id and trace. */
  readonly log: Logger
  /**
   * Does what ends the job in one transaction with the note that it is done: it is committed once, by one process, or not at
   * all. Where the handler itself is a transaction this is a part of it.
   *
   * @throws {JobLost} If another process has taken the job over meanwhile; nothing is committed then.
   */
  finish<Result>(work: () => Promise<Result>): Promise<Result>
}

/** How a job is run. */
export interface JobOptions {
  /** How long one attempt may take. Default 8,000 ms; at most 25,000 in a transaction. */
  timeoutMs?: number
  /** How many may run at once in one process. Default 4; 1 for what is scheduled. */
  concurrency?: number
  /** Which failures are tried again, how often and when: as for events. What is given up is kept and can be retried. */
  retries?: HandlerRetries
  /**
   * Whether the handler is one transaction with the note that the job is done: what it writes through the service's database
   * happens exactly once. Default true. Without it a job may take long, is kept by a lease that is renewed, and may happen
   * again if its process dies; what must not, it does in `finish`.
   */
  inTransaction?: boolean
}

/** What a handler does. Throwing undoes what it wrote and tries again. */
export type Handle<Data> = (run: JobRun<Data>) => Promise<void> | void

/** The options of {@link job}. */
export interface JobDeclaration<Schema extends z.ZodType> extends JobOptions {
  /** What it is told. Read when it is enqueued and when it is run. */
  data: Schema
}

/** A kind of job: what may be enqueued. */
export interface Job<Data = unknown> {
  readonly name: string
  /** The data as it is stored. @throws {TypeError} If it is not what was declared. */
  write(data: Data): string
  /** Says what is done about it. */
  handle(handle: Handle<Data>): JobHandler
}

/** The options of {@link cron} and {@link every}. */
export interface ScheduleOptions extends Omit<JobOptions, 'concurrency'> {
  handle: Handle<null>
  /**
   * What becomes of times at which no process ran, for more than a minute: `once` runs once for all of them, `skip` waits for
   * the next. Default `once`.
   */
  missed?: 'once' | 'skip'
}

/** What is done about jobs of one name: what a service's `jobs` consists of. */
export interface JobHandler {
  readonly name: string
  readonly timeoutMs: number
  readonly concurrency: number
  readonly policy: RetryPolicy
  readonly inTransaction: boolean
  /** The data as its declaration states today. @throws {JobUnreadable} */
  read(data: unknown): unknown
  handle: Handle<never>
  /** When it comes by itself. */
  readonly schedule?: { readonly times: Timetable; readonly missed: 'once' | 'skip' }
}

/** Thrown for a job whose data its declaration cannot read (any more). Another attempt reads no better: it fails at once. */
export class JobUnreadable extends Error {
  override readonly name = 'JobUnreadable'
}

const NAME = /^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+$/
const DEFAULT_TIMEOUT_MS = 8_000
const DEFAULT_CONCURRENCY = 4
const LONGEST_TRANSACTION_MS = 25_000

/**
 * Declares a kind of job, to be done later or apart from whoever asks for it, once over any number of instances.
 *
 * The name is what is stored: one that is renamed leaves what was enqueued before to nobody.
 *
 * @example export const SendDigest = job('education.send-digest', { data: z.object({ learnerId: z.uuid() }) })
 *          jobs: use => [SendDigest.handle(({ data }) => use.digests.send(data.learnerId))]
 */
export function job<Schema extends z.ZodType>(
  name: string,
  { data: schema, ...options }: JobDeclaration<Schema>,
): Job<z.output<Schema>> {
  const read = (data: unknown) => {
    const result = schema.safeParse(data)
    if (result.success) return result.data
    throw new JobUnreadable(`${name} cannot read its data: ${z.prettifyError(result.error)}`)
  }
  const handler = handlerOf(name, options)
  return {
    name,
    write: data => {
      const result = schema.safeParse(data)
      if (result.success) return JSON.stringify(result.data)
      throw new TypeError(`${name} was enqueued against its declaration: ${z.prettifyError(result.error)}`)
    },
    handle: handle => ({ ...handler, read, handle }),
  }
}

/**
 * Declares what happens at the times of a cron expression, as clocks in a time zone show them, once over any number of
 * instances. A time that comes while the one before is still being dealt with is left out.
 *
 * @param options `timeZone`: an IANA name; default `UTC`.
 * @throws {TypeError} If the expression or the zone is none; see {@link cronTimes} for both, and for when clocks are changed.
 *
 * @example cron('education.expire-drafts', '0 3 * * *', { timeZone: 'Africa/Johannesburg', handle: () => drafts.expire() })
 */
export function cron(
  name: string,
  expression: string,
  { timeZone = 'UTC', ...options }: ScheduleOptions & { timeZone?: string },
): JobHandler {
  return scheduled(name, cronTimes(expression, timeZone), options)
}

/**
 * Declares what happens every so many milliseconds, otherwise like {@link cron}.
 *
 * @example every('auth.prune', HOUR_MS, { handle: () => pruning.prune() })
 */
export function every(name: string, intervalMs: number, options: ScheduleOptions): JobHandler {
  return scheduled(name, everyTimes(name, intervalMs), options)
}

function scheduled(
  name: string,
  times: Timetable,
  { handle, missed = 'once', ...options }: ScheduleOptions,
): JobHandler {
  const schedule = { times, missed }
  return { ...handlerOf(name, { concurrency: 1, ...options }), read: () => null, handle, schedule }
}

function handlerOf(
  name: string,
  {
    timeoutMs = DEFAULT_TIMEOUT_MS,
    concurrency = DEFAULT_CONCURRENCY,
    retries,
    inTransaction = true,
  }: JobOptions,
) {
  if (inTransaction && timeoutMs > LONGEST_TRANSACTION_MS)
    throw new TypeError(
      `${name} may take ${timeoutMs} ms, too long for one transaction: declare it with inTransaction: false`,
    )
  const on = [...(retries?.on ?? []), [JobUnreadable, 'dead-letter'] as const]
  const policy = new RetryPolicy({ ...retries, on })
  return { name: checked(name), timeoutMs, concurrency, inTransaction, policy }
}

function checked(name: string): string {
  if (!NAME.test(name)) throw new TypeError(`${name} is no job's name: <service>.<what-it-does>`)
  return name
}

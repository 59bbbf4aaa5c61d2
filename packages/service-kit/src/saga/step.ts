import type * as z from 'zod'
import { type ErrorKind, RetryPolicy } from '../events/inbox/retry-policy.js'
import type { Logger } from '../observability/logger.js'
import { isRefusal } from './refusal.js'
import type { ShapeOfStep } from './shape.js'

/** What a step's code is given. */
export interface StepCall<Input = unknown, Done = unknown> {
  readonly input: Input
  /** The same for every attempt, and for nothing else: what another service is to take as `Idempotency-Key`. */
  readonly key: string
  /** What earlier steps have come to, by their names, as JSON keeps it. Steps alongside are not among them. */
  readonly done: Done
  /** 1 for the first. */
  readonly attempt: number
  /** Aborts when the attempt's time is up, or somebody else has taken the saga over. */
  readonly signal: AbortSignal
  /** Its records carry the saga, the step and the trace of what started it. */
  readonly log: Logger
}

/** What undoing a step is given. */
export interface CompensationCall<Input = unknown, Done = unknown, Result = unknown>
  extends StepCall<Input, Done> {
  /**
   * What the step came to; undefined where nobody knows: its last attempt may have had its effect, though the answer never
   * arrived. Undo what is there, by {@link runKey}, and bear that nothing is.
   */
  readonly result: Result | undefined
  /** The key its attempts were given. */
  readonly runKey: string
}

/** How often a step is tried, and what its errors mean. */
export interface StepRetries {
  /** Attempts in all before the saga turns around. Default 10; `Infinity` goes on, and is reported as stuck meanwhile. */
  attempts?: number
  /** The longest pause after the first failure; it doubles with each, under full jitter. Default 100 ms. */
  firstPauseMs?: number
  /** The longest pause of all. Default 60,000 ms. */
  longestPauseMs?: number
  /**
   * What errors of some class mean, the first that fits. `refused` turns the saga around at once; at the
   * first attempt it says besides that there is nothing to undo. Others are retried, but problems with 4xx that asking again does not change: they are refusals.
   *
   * @example [[SeatTaken, 'refused'], [LedgerClosed, 'retry']]
   */
  on?: readonly (readonly [ErrorKind, 'retry' | 'refused'])[]
}

/** The options of a step. */
export interface StepOptions<Input, Done, Result, Outcome = Result> {
  /**
   * Does it. What it writes in `transaction()` of the service's database is kept together with its result, exactly once;
   * anything else may happen again, and tells by the {@link StepCall.key} that it has happened. What it returns must be JSON.
   */
  run(call: StepCall<Input, Done>): Promise<Result> | Result
  /**
   * Undoes it: tried until it succeeds, and reported as stuck after ten failures. Without it there is nothing to undo.
   */
  compensate?(call: CompensationCall<Input, Done, Outcome>): unknown
  /** How long one attempt may take. Default 8,000 ms. */
  timeoutMs?: number
  /** How long its reply may take, where one is awaited; then the saga turns around. Default 24 hours. */
  replyWithinMs?: number
  retries?: StepRetries
}

/** A step as whoever runs it sees it. */
export interface Step extends ShapeOfStep {
  readonly attempts: number
  readonly timeoutMs: number
  readonly replyWithinMs: number
  run(call: StepCall): unknown
  compensate?(call: CompensationCall): unknown
  /** Whether an error says that nothing was done, and never will be. */
  isRefused(error: unknown): boolean
  pauseMs(attempts: number): number
}

const NAME = /^[a-z][a-z0-9-]*$/
const DEFAULT_TIMEOUT_MS = 8_000
const DEFAULT_REPLY_MS = 24 * 3_600_000
const DEFAULT_ATTEMPTS = 10

/** Makes a step of its declaration. @param reply What its reply must be, if it awaits one. */
export function stepOf<Input, Done, Result, Outcome>(
  name: string,
  options: StepOptions<Input, Done, Result, Outcome>,
  reply: z.ZodType | undefined,
): Step {
  if (!NAME.test(name)) throw new TypeError(`${name} is no step's name: lower case, words joined by hyphens`)
  const { timeoutMs = DEFAULT_TIMEOUT_MS, replyWithinMs = DEFAULT_REPLY_MS, retries = {} } = options
  const { attempts = DEFAULT_ATTEMPTS, on = [], ...pauses } = retries
  const policy = new RetryPolicy({
    ...pauses,
    attempts: Number.POSITIVE_INFINITY,
    on: [...on.map(([kind, verdict]) => [kind, VERDICTS[verdict]] as const), [isRefusal, VERDICTS.refused]],
  })
  // Of what the calls hold only the declaration knows the types; whoever runs steps hands over what they were declared for.
  const { run, compensate } = options as unknown as Pick<Step, 'run' | 'compensate'>
  return {
    name,
    awaits: reply !== undefined,
    compensates: compensate !== undefined,
    attempts,
    timeoutMs,
    replyWithinMs,
    run,
    ...(compensate && { compensate }),
    isRefused: error => policy.verdict(error, 1) === VERDICTS.refused,
    pauseMs: failures => policy.pauseMs(failures),
  }
}

/** A refusal is to a saga what a dead letter is to a handler. */
const VERDICTS = { retry: 'retry', refused: 'dead-letter' } as const

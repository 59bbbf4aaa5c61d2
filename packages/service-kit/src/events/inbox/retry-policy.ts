import { EventUnreadable } from '@azora/contracts'
import { type Backoff, fullJitter } from '@azora/sdk/runtime'

/** What becomes of an event whose handler has failed. */
export type Verdict = 'retry' | 'skip' | 'dead-letter'

/** A class of errors, or what tells one. */
export type ErrorKind = (abstract new (...args: never[]) => unknown) | ((error: unknown) => boolean)

/** The options of {@link RetryPolicy}. */
export interface HandlerRetries {
  /** How often a handler is run in all before its event is given up. Default 10. */
  attempts?: number
  /** The longest pause after the first failure; it doubles with each. Default 100 ms. */
  firstPauseMs?: number
  /** The longest pause of all. Default 60,000 ms. */
  longestPauseMs?: number
  /**
   * What to do with errors of some class, the first that fits; others are retried. `skip` takes the event for handled.
   *
   * @example [[CourseNotFound, 'skip'], [InvalidTransition, 'dead-letter']]
   */
  on?: readonly (readonly [ErrorKind, Verdict])[]
}

/** Decides what becomes of a failed event, and when it is tried again. */
export class RetryPolicy {
  readonly #attempts: number
  readonly #pauses: Backoff
  readonly #on: readonly (readonly [ErrorKind, Verdict])[]

  constructor({ attempts = 10, firstPauseMs = 100, longestPauseMs = 60_000, on = [] }: HandlerRetries = {}) {
    this.#attempts = attempts
    this.#pauses = { firstMs: firstPauseMs, longestMs: longestPauseMs }
    // Reading the same data again reads no better.
    this.#on = [...on, [EventUnreadable, 'dead-letter']]
  }

  /** @param attempts How often it has been run by now. */
  verdict(error: unknown, attempts: number): Verdict {
    const verdict = this.#on.find(([kind]) => isOf(kind, error))?.[1] ?? 'retry'
    return verdict === 'retry' && attempts >= this.#attempts ? 'dead-letter' : verdict
  }

  /** How long to wait before the next attempt. */
  pauseMs(attempts: number): number {
    return fullJitter(attempts, this.#pauses)
  }
}

function isOf(kind: ErrorKind, error: unknown): boolean {
  // A class stands for its instances, problems by their code too; anything else is asked.
  if (kind.prototype instanceof Error || kind === Error) return error instanceof (kind as typeof Error)
  return (kind as (error: unknown) => boolean)(error)
}

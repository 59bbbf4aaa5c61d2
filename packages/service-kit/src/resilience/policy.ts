/** A way of carrying out work that may fail: one verb, whatever the way. */
export interface Policy {
  /**
   * Carries the work out.
   *
   * @param work Is handed a signal of its own, which aborts when the policy gives up on this run of it.
   * @param signal Ends everything, pauses between runs included. Default: nothing does.
   */
  execute<R>(work: Work<R>, signal?: AbortSignal): Promise<R>
}

/** Work that can be told to stop. */
export type Work<R> = (signal: AbortSignal) => Promise<R>

/** A signal nobody aborts: one of its own each time, for whoever gets it listens to it. */
export const neverAborted = (): AbortSignal => new AbortController().signal

/** Why a signal was aborted, as an error. */
export function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error('aborted', { cause: signal.reason })
}

/** One policy of several, the outermost first: `compose(retry(…), circuitBreaker(…), timeout(…))` retries what the breaker lets through. */
export function compose(...policies: readonly Policy[]): Policy {
  return {
    execute: (work, signal = neverAborted()) => {
      const wrapped = policies.reduceRight<typeof work>(
        (inner, policy) => own => policy.execute(inner, own),
        work,
      )
      return wrapped(signal)
    },
  }
}

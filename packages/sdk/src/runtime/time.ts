import { onAbort } from './on-abort.js'

/** The clock and the dice of a client, so that tests need neither wait nor guess. */
export interface Time {
  /** Milliseconds since 1970. */
  now(): number
  /** From 0 up to 1. */
  random(): number
  /** Resolves after the pause; rejects with the signal's reason when that is aborted first. */
  wait(ms: number, signal: AbortSignal): Promise<void>
}

const LONGEST_TIMER_MS = 2 ** 31 - 1

/** The clock on the wall. */
export const systemTime: Time = {
  now: Date.now,
  random: Math.random,
  wait: (ms, signal) => within({ ms: Number.POSITIVE_INFINITY, signal }, inner => pause(ms, inner)),
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(done => {
    const timer = setTimeout(done, ms)
    onAbort(signal, () => clearTimeout(timer))
  })
}

/** How long work may take, and what else ends it. */
export interface Limit {
  ms: number
  signal?: AbortSignal | undefined
  /** Makes the failure for work that takes longer. */
  late?: (() => Error) | undefined
}

/** Runs work under a fresh signal, and rejects as soon as the time is up or the outer signal is aborted, come what may. */
export async function within<T>(
  { ms, signal: outer, late }: Limit,
  work: (signal: AbortSignal) => Promise<T>,
) {
  const inner = new AbortController()
  const follow = () => inner.abort(outer?.reason)
  const timer = setTimeout(() => inner.abort(late?.()), Math.min(ms, LONGEST_TIMER_MS))
  const unfollow = outer ? onAbort(outer, follow) : undefined
  try {
    inner.signal.throwIfAborted()
    // The abortion comes first, so that it is not mistaken for what it does to the work.
    return await Promise.race([abortion(inner.signal), work(inner.signal)])
  } finally {
    clearTimeout(timer)
    unfollow?.()
  }
}

function abortion(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => onAbort(signal, () => reject(signal.reason as Error)))
}

import { onAbort } from './on-abort.js'

/** The clock, the timers and the dice of a client, so that tests need neither wait nor guess. */
export interface Time {
  /** Milliseconds since 1970. */
  now(): number
  /** From 0 up to 1. */
  random(): number
  /** Calls back once after a while; the function returned calls it off. */
  after(ms: number, callback: () => void): () => void
  /** Resolves after a pause; rejects with the signal's reason when that is aborted first. */
  wait(ms: number, signal: AbortSignal): Promise<void>
}

const LONGEST_TIMER_MS = 2 ** 31 - 1

/** The clock on the wall. */
export const systemTime: Time = {
  now: Date.now,
  random: Math.random,
  after(ms, callback) {
    const timer = setTimeout(callback, Math.min(ms, LONGEST_TIMER_MS))
    return () => clearTimeout(timer)
  },
  wait: (ms, signal) =>
    new Promise((done, reject) => {
      const cancel = systemTime.after(ms, () => {
        unfollow()
        done()
      })
      const unfollow = onAbort(signal, () => {
        cancel()
        reject(reasonOf(signal))
      })
    }),
}

/** How long work may take, and what else ends it. */
export interface Limit {
  ms: number
  time: Time
  signal?: AbortSignal | undefined
  /** Makes the failure for work that takes longer. */
  late: () => Error
}

/** Runs work under a fresh signal, and rejects as soon as the time is up or the outer signal is aborted, come what may. */
export function within<T>(limit: Limit, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { ms, time, signal: outer, late } = limit
  if (outer?.aborted) return Promise.reject(reasonOf(outer))
  const inner = new AbortController()
  return new Promise<T>((resolve, reject) => {
    const finish = () => {
      cancel()
      unfollow?.()
    }
    const stop = (reason: Error) => {
      finish()
      // First, so that the reason is not mistaken for what it does to the work.
      reject(reason)
      inner.abort(reason)
    }
    const cancel = time.after(ms, () => stop(late()))
    const unfollow = outer && onAbort(outer, () => stop(reasonOf(outer)))
    work(inner.signal).finally(finish).then(resolve, reject)
  })
}

/** Callers abort with what they like; it is thrown as it is. */
const reasonOf = ({ reason }: AbortSignal): Error => reason

import { ServiceUnavailable } from '@azora/contracts'
import { neverAborted, type Policy, reasonOf } from './policy.js'

/** The options of {@link bulkhead}. */
export interface BulkheadOptions {
  /** How much may run at once. */
  capacity: number
  /** How much more may wait. Default 0: whoever finds no room is refused at once. */
  queue?: number
  /** How long a refused caller is asked to wait. Default 1. */
  retryAfterSeconds?: number
}

/** A {@link bulkhead}, and how full it is. */
export interface Bulkhead extends Policy {
  readonly running: number
  readonly waiting: number
}

/**
 * Keeps one kind of work from taking everything: so much at once, so much waiting in turn, the rest is refused with
 * `ServiceUnavailable` and `Retry-After`. Who is aborted while waiting leaves the queue.
 */
export function bulkhead({ capacity, queue = 0, retryAfterSeconds = 1 }: BulkheadOptions): Bulkhead {
  const waiting: (() => void)[] = []
  let running = 0

  const enter = async (signal: AbortSignal) => {
    signal.throwIfAborted()
    if (running < capacity) {
      running++
      return
    }
    if (waiting.length >= queue) throw full(retryAfterSeconds)
    await turn(waiting, signal)
  }
  // The place is handed over, not given back: nobody can slip in between.
  const leave = () => {
    const next = waiting.shift()
    if (next) next()
    else running--
  }

  return {
    get running() {
      return running
    },
    get waiting() {
      return waiting.length
    },
    async execute(work, signal = neverAborted()) {
      await enter(signal)
      try {
        return await work(signal)
      } finally {
        leave()
      }
    },
  }
}

function turn(waiting: (() => void)[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const go = () => {
      signal.removeEventListener('abort', giveUp)
      resolve()
    }
    const giveUp = () => {
      waiting.splice(waiting.indexOf(go), 1)
      reject(reasonOf(signal))
    }
    signal.addEventListener('abort', giveUp, { once: true })
    waiting.push(go)
  })
}

function full(retryAfterSeconds: number) {
  return new ServiceUnavailable('Too much of this is being done already', {
    headers: { 'retry-after': String(retryAfterSeconds) },
    extensions: { retryAfterSeconds },
  })
}

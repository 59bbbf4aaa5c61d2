import { isProblem } from '@azora/contracts/problem'
import { isCallFailed } from './failures.js'
import { fullJitter } from './full-jitter.js'
import type { Time } from './time.js'

/** What the decision to send a call again depends on. */
export interface Attempted {
  /** How many times the call was sent, 1 at least. */
  attempt: number
  retries: number
  /** Sending the call again cannot take effect twice. */
  repeatable: boolean
  failure: unknown
}

const PAUSES = { firstMs: 250, longestMs: 8_000 }
const PASSING_STATUS = new Set([408, 425, 429, 500, 502, 503, 504])

/** Milliseconds to wait before the call is sent again; undefined where it must not be. */
export function pauseBeforeRetry(attempted: Attempted, time: Time): number | undefined {
  const { attempt, retries, repeatable, failure } = attempted

  // The caller set how often.
  if (attempt > retries) return undefined
  // The answer may have been lost after the effect: without a key a second order would be a second effect.
  if (!repeatable) return undefined
  // Whatever will be the same next time is not worth asking twice.
  if (!isPassing(failure)) return undefined
  // The service knows best when it can take more.
  return (retryAfterMs(failure, time.now()) ?? 0) + pauseMs(attempt, time)
}

function pauseMs(attempt: number, time: Time): number {
  return Math.round(fullJitter(attempt, { ...PAUSES, random: () => time.random() }))
}

function isPassing(failure: unknown): boolean {
  // The same key is being worked on: its stored reply will be there soon.
  if (isProblem(failure))
    return PASSING_STATUS.has(failure.status) || failure.code === 'idempotency-in-progress'
  return (
    isCallFailed(failure) && (failure.code === 'connection-failed' || failure.code === 'attempt-timed-out')
  )
}

/** `Retry-After` in seconds or as a date (RFC 9110, 10.2.3). */
function retryAfterMs(failure: unknown, now: number): number | undefined {
  const text = isProblem(failure) ? failure.headers['retry-after'] : undefined
  if (!text) return undefined
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined
}

/** Whether a failure says that the service itself is unwell, rather than the request. */
export function isOutage(failure: unknown): boolean {
  if (isProblem(failure)) return failure.status >= 502 && failure.status <= 504
  return (
    isCallFailed(failure) && (failure.code === 'connection-failed' || failure.code === 'attempt-timed-out')
  )
}

import { currentRequest } from '../http/request-context.js'

/** Milliseconds left to the request being served, or `ms` if that is less or there is no request. */
export function withinDeadline(ms: number): number {
  return Math.min(ms, currentRequest()?.remainingMs ?? ms)
}

/** Aborts when the time of the request being served is up; undefined outside of one. */
export function deadlineSignal(): AbortSignal | undefined {
  return currentRequest()?.deadline
}

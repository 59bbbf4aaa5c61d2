import { AsyncLocalStorage } from 'node:async_hooks'
import type { CloudEvent } from '@azora/contracts'

const current = new AsyncLocalStorage<CloudEvent>()

/** The event being handled; undefined outside of a handler. */
export function currentEvent(): CloudEvent | undefined {
  return current.getStore()
}

/** Runs a handler so that {@link currentEvent} finds its event. */
export function withEvent<Result>(event: CloudEvent, run: () => Result): Result {
  return current.run(event, run)
}

import type { KitRequest, KitResponse } from './express-classes.js'
import { sendProblem } from './problem-handler.js'

/** What a step says when it has answered the request itself: no later one sees it. */
export const ANSWERED = 'answered'

/** What a step says: nothing lets the request go on. */
export type Passing = typeof ANSWERED | void

/**
 * One step of the pipeline: lets a request go on, answers it, or throws the problem to answer with. It returns a promise
 * only if it has to wait, because a promise for every step of every request costs more than most steps do.
 */
export type Step = (request: KitRequest, response: KitResponse) => Passing | Promise<Passing>

/** Takes a request through all steps. Rejects, or throws, what the first step to fail has thrown. */
export type Passage = (request: KitRequest, response: KitResponse) => void | Promise<void>

/** Joins steps into one passage that waits only where a step does. */
export function passage(steps: readonly Step[]): Passage {
  const goOn = (request: KitRequest, response: KitResponse, first: number): void | Promise<void> => {
    for (let at = first; at < steps.length; at++) {
      const passing = steps[at]?.(request, response)
      if (passing === ANSWERED) return
      if (passing instanceof Promise)
        return passing.then(said => (said === ANSWERED ? undefined : goOn(request, response, at + 1)))
    }
  }
  return (request, response) => goOn(request, response, 0)
}

/** Joins steps into a listener; whatever one of them throws becomes an answer. */
export function pipeline(steps: readonly Step[]): (request: KitRequest, response: KitResponse) => void {
  const pass = passage(steps)
  return (request, response) => {
    try {
      pass(request, response)?.catch((error: unknown) => sendProblem(request, response, error))
    } catch (error) {
      sendProblem(request, response, error)
    }
  }
}

/** Goes on with a value: at once if it is there, later if it has to be waited for. */
export function when<T, R>(value: T | Promise<T>, use: (value: T) => R): R | Promise<Awaited<R>> {
  return value instanceof Promise ? (value.then(use) as Promise<Awaited<R>>) : use(value)
}

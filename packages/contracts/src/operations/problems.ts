import { problem } from '../problem.js'

// Kept free of zod: the SDK re-exports these very classes.

export const DeadLetterNotFound = problem('dead-letter-not-found', 404, 'There is no such dead letter')
export const UnknownEventType = problem(
  'unknown-event-type',
  422,
  'The service publishes no event of that type',
)

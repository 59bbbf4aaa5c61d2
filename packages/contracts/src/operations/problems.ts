import { problem } from '../problem.js'

// Kept free of zod: the SDK re-exports these very classes.

export const DeadLetterNotFound = problem('dead-letter-not-found', 404, 'There is no such dead letter')
export const UnknownEventType = problem(
  'unknown-event-type',
  422,
  'The service publishes no event of that type',
)
export const SagaNotFound = problem('saga-not-found', 404, 'There is no such saga')
export const SagaEnded = problem('saga-ended', 409, 'The saga has ended, or was turned around before')
export const ProjectionNotFound = problem('projection-not-found', 404, 'There is no such projection')
export const ProjectionMoves = problem('projection-moves', 409, 'The projection does not stand still')
export const HandlerNotFound = problem('handler-not-found', 404, 'The service has no such handler')
export const ReplayNotFound = problem('replay-not-found', 404, 'There is no such replay, or it has ended')
export const ReplayNotPossible = problem(
  'replay-not-possible',
  409,
  'What carries the events cannot be read again',
)

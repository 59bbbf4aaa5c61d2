import { problem } from '../problem.js'

export {
  DeadLetterNotFound,
  HandlerNotFound,
  ProjectionMoves,
  ProjectionNotFound,
  ReplayNotFound,
  ReplayNotPossible,
  SagaEnded,
  SagaNotFound,
  UnknownEventType,
} from '../operations/problems.js'

// Kept free of zod: the SDK re-exports these very classes.

export const EventNotFound = problem('event-not-found', 404, 'No service knows of that event')
export const EventSchemaNotFound = problem('event-schema-not-found', 404, 'There is no such schema')
export const FeedNotPossible = problem(
  'feed-not-possible',
  409,
  'What carries the events cannot be followed from here',
)
export const ServiceNotReached = problem(
  'service-not-reached',
  503,
  'A service that is needed does not answer',
)

export const IntentNotFound = problem('intent-not-found', 404, 'You have asked for no such thing')
/** `extensions.state` is the state it is in. */
export const IntentNotWaiting = problem('intent-not-waiting', 409, 'It does not wait to be confirmed')

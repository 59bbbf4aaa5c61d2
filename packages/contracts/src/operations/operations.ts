import { contract } from '../contract.js'
import { deadLetters } from './dead-letters.js'
import { events } from './events.js'
import { flow } from './flow.js'
import { projections } from './projections.js'
import { replays } from './replays.js'
import { sagas } from './sagas.js'

export {
  DeadLetter,
  DeadLetterFilter,
  DeadLetterQuery,
  DeadLettersChanged,
  Discard,
  Redrive,
} from './dead-letters.js'
export { EventTraces, Publication, PublishedEvent, type PublishedQuery } from './events.js'
export { EventFlow } from './flow.js'
export * from './problems.js'
export { Projection } from './projections.js'
export { Replay, ReplayAnswer } from './replays.js'
export { Saga, SagaDetails } from './sagas.js'

/**
 * What operators do about events, served by the kit in every service that has any or keeps histories of them, beside the service's own contract and
 * under the same limits. Nexus speaks it with all of them at once; that is what people use.
 */
export const operations = contract('operations', {
  title: 'Operations',
  description: 'How events stand in one service, and what can be done about them.',
  routes: { flow, deadLetters, events, projections, sagas, replays },
})

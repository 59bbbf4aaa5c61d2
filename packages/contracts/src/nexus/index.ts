import { contract } from '../contract.js'
import { deadLetters } from './dead-letters.js'
import { events } from './events.js'
import { feed } from './feed.js'
import { flow } from './flow.js'
import { intents } from './intents.js'
import { projections } from './projections.js'
import { replays } from './replays.js'
import { sagas } from './sagas.js'
import { schemas } from './schemas.js'

export { ServiceDeadLetter, ServiceDeadLettersChanged } from './dead-letters.js'
export { EventWay, ServicePublishedEvent } from './events.js'
export { FeedEvent, FeedGap, FeedMessage, FeedPage, FeedQuery } from './feed.js'
export { PlatformFlow } from './flow.js'
export { Intent, IntentFault, IntentPlan, IntentState, IntentText } from './intents.js'
export * from './problems.js'
export { ServiceProjection } from './projections.js'
export { ServiceReplay } from './replays.js'
export { ServiceSaga, ServiceSagaDetails } from './sagas.js'
export { EventSchema } from './schemas.js'
export { Silent } from './silence.js'

/** Events across services, and what people ask for in words. */
export const nexus = contract('nexus', {
  title: 'Nexus',
  description:
    'Events across services: what they look like, where they are, and what to do about those that fail. And what people ask for in words.',
  routes: { flow, events, feed, deadLetters, projections, replays, sagas, schemas, intents },
})

import { contract } from '../contract.js'
import { deadLetters } from './dead-letters.js'
import { events } from './events.js'
import { flow } from './flow.js'
import { schemas } from './schemas.js'

export { ServiceDeadLetter, ServiceDeadLettersChanged } from './dead-letters.js'
export { EventWay } from './events.js'
export { PlatformFlow } from './flow.js'
export * from './problems.js'
export { EventSchema } from './schemas.js'
export { Silent } from './silence.js'

/** Events across services: what they look like, where they are, and what to do about those that fail. */
export const nexus = contract('nexus', {
  title: 'Nexus',
  description:
    'Events across services: what they look like, where they are, and what to do about those that fail.',
  routes: { flow, events, deadLetters, schemas },
})

import { operations } from '@azora/contracts/operations'
import { type Implementation, implement } from '../http/implement.js'
import { deadLetterRoutes } from './dead-letter-routes.js'
import { eventRoutes } from './event-routes.js'
import { flowOf } from './flow.js'
import type { OperationParts } from './operation-parts.js'
import { projectionRoutes } from './projection-routes.js'
import { replayRoutes } from './replay-routes.js'
import { sagaRoutes } from './saga-routes.js'

/** What every service with events, or with histories of them, answers to operators, beside its own contract. */
export function eventOperations(parts: OperationParts): Implementation<typeof operations> {
  const { database, handlers, carried } = parts
  return {
    flow: implement(operations.routes.flow).with({
      get: () => flowOf({ pool: database.pool, handlers, carried }),
    }),
    deadLetters: deadLetterRoutes(parts),
    events: eventRoutes(parts),
    projections: projectionRoutes(parts),
    sagas: sagaRoutes(parts),
    replays: replayRoutes(parts),
  }
}

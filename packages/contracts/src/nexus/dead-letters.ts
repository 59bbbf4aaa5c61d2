import * as z from 'zod'
import { DeadLetter, DeadLetterQuery, Discard, Redrive } from '../operations/dead-letters.js'
import { route } from '../route.js'
import { filled } from '../text.js'
import { DeadLetterNotFound, ServiceNotReached } from './problems.js'
import { silent } from './silence.js'

const service = filled(100).optional().describe('only this service')

/** A dead letter with the service it lies in. */
export const ServiceDeadLetter = DeadLetter.extend({ service: z.string() }).meta({ id: 'ServiceDeadLetter' })
export type ServiceDeadLetter = z.infer<typeof ServiceDeadLetter>

/** What was done in each service, or would be. */
export const ServiceDeadLettersChanged = z.object({
  count: z.int(),
  dryRun: z.boolean(),
  services: z.array(z.object({ service: z.string(), count: z.int() })),
  silent,
})
export type ServiceDeadLettersChanged = z.infer<typeof ServiceDeadLettersChanged>

export const deadLetters = {
  list: route.get('/dead-letters', {
    summary: 'List the dead letters of all services, those that happened first first',
    access: 'permission:event:read',
    query: DeadLetterQuery.extend({ service }),
    returns: z.object({ deadLetters: z.array(ServiceDeadLetter), nextCursor: z.string().nullable(), silent }),
  }),
  get: route.get('/dead-letters/{deadLetterId}', {
    summary: 'Get a dead letter, wherever it lies',
    access: 'permission:event:read',
    returns: ServiceDeadLetter,
    problems: [DeadLetterNotFound, ServiceNotReached],
  }),
  redrive: route.post('/dead-letters/redrive', {
    summary: 'Have dead letters tried again, in every service',
    description:
      'Each under the id of its event: its effects happen once. `limit` and `perSecond` hold for each service.',
    access: 'permission:event:operate',
    body: Redrive.extend({ service }),
    returns: ServiceDeadLettersChanged,
  }),
  discard: route.post('/dead-letters/discard', {
    summary: 'Give dead letters up for good, in every service',
    access: 'permission:event:operate',
    body: Discard.extend({ service }),
    returns: ServiceDeadLettersChanged,
  }),
}

import * as z from 'zod'
import { CloudEvent } from '../cloud-event.js'
import { PageQuery, page } from '../page.js'
import { route } from '../route.js'
import { filled } from '../text.js'
import { Failure } from './failure.js'
import { DeadLetterNotFound } from './problems.js'

/** An event that a handler could not handle, with all that is known of why. */
export const DeadLetter = z
  .object({
    id: z.uuid(),
    handler: z.string(),
    event: CloudEvent,
    attempts: z.int(),
    failures: z.array(Failure),
    state: z.enum(['dead', 'redriven', 'discarded']),
    firstFailedAt: z.iso.datetime(),
    lastFailedAt: z.iso.datetime(),
  })
  .meta({ id: 'DeadLetter' })
export type DeadLetter = z.infer<typeof DeadLetter>

/** Which dead letters; what is left out does not matter. */
export const DeadLetterFilter = z.object({
  handler: filled(200).optional().describe('the handler that gave them up'),
  type: filled(200).optional().describe('the type of the event'),
  key: filled(500).optional().describe('the key of the event, usually the id of what it happened to'),
  error: filled(200).optional().describe('text that stands in one of the errors'),
})
export type DeadLetterFilter = z.infer<typeof DeadLetterFilter>

/** Which dead letters something is done to, and how. */
export const DeadLetterSelection = DeadLetterFilter.extend({
  ids: z.array(z.uuid()).min(1).max(1_000).optional().describe('these and no others'),
  limit: z
    .int()
    .min(1)
    .max(10_000)
    .default(1_000)
    .describe('the most at once, those that happened first first'),
  dryRun: z.boolean().default(false).describe('only say how many it would be'),
})

/** What is redriven, and how fast. */
export const Redrive = DeadLetterSelection.extend({
  perSecond: z.int().min(1).max(10_000).default(100).describe('how many are tried again within a second'),
})
export type Redrive = z.infer<typeof Redrive>

/** What is discarded. */
export const Discard = DeadLetterSelection
export type Discard = z.infer<typeof Discard>

/** What was done, or would be. */
export const DeadLettersChanged = z.object({
  count: z.int(),
  dryRun: z.boolean(),
})
export type DeadLettersChanged = z.infer<typeof DeadLettersChanged>

/** Dead letters to be looked at. */
export const DeadLetterQuery = DeadLetterFilter.extend({
  ...PageQuery.shape,
  state: DeadLetter.shape.state.default('dead'),
})

export const deadLetters = {
  list: route.get('/operations/dead-letters', {
    summary: 'List dead letters, those that happened first first',
    access: 'permission:event:read',
    query: DeadLetterQuery,
    returns: page(DeadLetter),
  }),
  get: route.get('/operations/dead-letters/{deadLetterId}', {
    summary: 'Get a dead letter',
    access: 'permission:event:read',
    returns: DeadLetter,
    problems: [DeadLetterNotFound],
  }),
  redrive: route.post('/operations/dead-letters/redrive', {
    summary: 'Have dead letters tried again',
    description:
      'Each under the id of its event: however often it is asked for, its effects happen once. An audit entry says who did it.',
    access: 'permission:event:operate',
    body: Redrive,
    returns: DeadLettersChanged,
  }),
  discard: route.post('/operations/dead-letters/discard', {
    summary: 'Give dead letters up for good',
    description: 'They stay to be looked at until their time is over. An audit entry says who did it.',
    access: 'permission:event:operate',
    body: Discard,
    returns: DeadLettersChanged,
  }),
}

import * as z from 'zod'
import { PageQuery, page } from '../page.js'
import { route } from '../route.js'
import { filled, line } from '../text.js'
import { Failure } from './failure.js'
import { SagaEnded, SagaNotFound } from './problems.js'

/** A saga in a list. */
export const Saga = z
  .object({
    id: z.uuid(),
    saga: z.string().describe('The name of its declaration.'),
    subject: z.string().describe('What it was started for.'),
    state: z.enum(['running', 'waiting', 'compensating', 'completed', 'compensated', 'stuck']),
    reason: z.string().nullable().describe('Why it was turned around.'),
    stuckReason: z.string().nullable(),
    startedAt: z.iso.datetime(),
    turnedAt: z.iso.datetime().nullable(),
    endedAt: z.iso.datetime().nullable(),
    dueAt: z.iso.datetime().nullable().describe('When something happens next by itself.'),
  })
  .meta({ id: 'Saga' })
export type Saga = z.infer<typeof Saga>

/** A step of a saga, and what became of it. */
export const SagaStep = z
  .object({
    step: z.string(),
    state: z.string(),
    attempts: z.int(),
    compensations: z.int().describe('How often its compensation was tried.'),
    result: z.unknown(),
    failures: z.array(Failure),
    dueAt: z.iso.datetime().nullable(),
    startedAt: z.iso.datetime().nullable(),
    endedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'SagaStep' })

/** A saga with all that is known of it. */
export const SagaDetails = Saga.extend({
  input: z.unknown(),
  requestId: z.string().nullable(),
  steps: z.array(SagaStep),
}).meta({ id: 'SagaDetails' })
export type SagaDetails = z.infer<typeof SagaDetails>

/** Which sagas; what is left out does not matter. */
export const SagaQuery = PageQuery.extend({
  saga: filled(200).optional().describe('the name of its declaration'),
  subject: filled(500).optional().describe('what it was started for'),
  state: Saga.shape.state.optional().describe('how it stands'),
})

/** Why a saga is turned around. */
export const Compensation = z.object({ reason: line(500).describe('for whoever looks at it later') })

export const sagas = {
  list: route.get('/operations/sagas', {
    summary: 'List sagas, those started last first',
    access: 'permission:event:read',
    query: SagaQuery,
    returns: page(Saga),
  }),
  get: route.get('/operations/sagas/{sagaId}', {
    summary: 'Get a saga with its steps',
    description:
      'What its steps were given and have returned may be about people: it takes the permission to operate.',
    access: 'permission:event:operate',
    returns: SagaDetails,
    problems: [SagaNotFound],
  }),
  retry: route.post('/operations/sagas/{sagaId}/retry', {
    summary: 'Have a saga go on at once',
    description: 'What failed is tried now rather than after its pause. An audit entry says who asked.',
    access: 'permission:event:operate',
    problems: [SagaNotFound, SagaEnded],
  }),
  compensate: route.post('/operations/sagas/{sagaId}/compensate', {
    summary: 'Turn a saga around: undo what it has done',
    description: 'An audit entry says who asked, and why.',
    access: 'permission:event:operate',
    body: Compensation,
    problems: [SagaNotFound, SagaEnded],
  }),
}

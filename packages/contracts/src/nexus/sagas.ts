import * as z from 'zod'
import { Compensation, Saga, SagaDetails, SagaQuery } from '../operations/sagas.js'
import { route } from '../route.js'
import { filled } from '../text.js'
import { SagaEnded, SagaNotFound, ServiceNotReached } from './problems.js'
import { silent } from './silence.js'

/** A saga with the service that runs it. */
export const ServiceSaga = Saga.extend({ service: z.string() }).meta({ id: 'ServiceSaga' })
export type ServiceSaga = z.infer<typeof ServiceSaga>

/** The same with its steps. */
export const ServiceSagaDetails = SagaDetails.extend({ service: z.string() }).meta({
  id: 'ServiceSagaDetails',
})

const problems = [SagaNotFound, SagaEnded, ServiceNotReached]

export const sagas = {
  list: route.get('/sagas', {
    summary: 'List the sagas of all services, those started last first',
    access: 'permission:event:read',
    query: SagaQuery.extend({ service: filled(100).optional().describe('only this service') }),
    returns: z.object({ sagas: z.array(ServiceSaga), nextCursor: z.string().nullable(), silent }),
  }),
  get: route.get('/sagas/{sagaId}', {
    summary: 'Get a saga with its steps, whichever service runs it',
    access: 'permission:event:operate',
    returns: ServiceSagaDetails,
    problems: [SagaNotFound, ServiceNotReached],
  }),
  retry: route.post('/sagas/{sagaId}/retry', {
    summary: 'Have a saga go on at once',
    access: 'permission:event:operate',
    problems,
  }),
  compensate: route.post('/sagas/{sagaId}/compensate', {
    summary: 'Turn a saga around: undo what it has done',
    access: 'permission:event:operate',
    body: Compensation,
    problems,
  }),
}

import { ServiceSaga, ServiceSagaDetails, Silent } from '@azora/contracts/nexus'
import * as z from 'zod'

/** What `azora sagas ls --json` prints. */
export const SagasDocument = z.object({
  sagas: z.array(ServiceSaga),
  more: z.boolean().describe('Whether there are more than were asked for.'),
  silent: z.array(Silent).describe('Services that did not answer: theirs are missing here.'),
})
export type SagasDocument = z.infer<typeof SagasDocument>

/** What `azora sagas show --json` prints. */
export const SagaDocument = ServiceSagaDetails
export type SagaDocument = z.infer<typeof SagaDocument>

/** What `azora sagas retry --json` and `azora sagas compensate --json` print. */
export const SagaChangedDocument = z.object({ id: z.string(), done: z.enum(['retried', 'turned around']) })
export type SagaChangedDocument = z.infer<typeof SagaChangedDocument>

import * as z from 'zod'
import { EventFlow } from '../operations/flow.js'
import { route } from '../route.js'
import { silent } from './silence.js'

/** How events stand in each service. */
export const PlatformFlow = z
  .object({
    services: z.array(EventFlow.extend({ service: z.string() }).meta({ id: 'ServiceFlow' })),
    silent,
  })
  .meta({ id: 'PlatformFlow' })
export type PlatformFlow = z.infer<typeof PlatformFlow>

export const flow = {
  get: route.get('/flow', {
    summary: 'Show how events stand in every service: outboxes, subscriptions and their lag',
    access: 'permission:event:read',
    returns: PlatformFlow,
  }),
}

import * as z from 'zod'
import { Projection, ProjectionPath } from '../operations/projections.js'
import { route } from '../route.js'
import { filled } from '../text.js'
import { ProjectionMoves, ProjectionNotFound, ServiceNotReached } from './problems.js'
import { silent } from './silence.js'

/** A projection with the service that keeps it. */
export const ServiceProjection = Projection.extend({ service: z.string() }).meta({ id: 'ServiceProjection' })
export type ServiceProjection = z.infer<typeof ServiceProjection>

export const projections = {
  list: route.get('/projections', {
    summary: 'List the projections of all services and how far their read models are behind',
    access: 'permission:event:read',
    query: z.object({ service: filled(100).optional().describe('only this service') }),
    returns: z.object({ projections: z.array(ServiceProjection), silent }),
  }),
  get: route.get('/projections/{projection}', {
    summary: 'Show a projection and how far its read models are behind, whichever service keeps it',
    access: 'permission:event:read',
    params: ProjectionPath,
    returns: ServiceProjection,
    problems: [ProjectionNotFound, ServiceNotReached],
  }),
  rebuild: route.post('/projections/{projection}/rebuild', {
    summary: 'Build a read model anew beside the one that serves',
    access: 'permission:event:operate',
    params: ProjectionPath,
    problems: [ProjectionNotFound, ServiceNotReached],
  }),
  resume: route.post('/projections/{projection}/resume', {
    summary: 'Have a projection that stands still try its event again',
    access: 'permission:event:operate',
    params: ProjectionPath,
    problems: [ProjectionNotFound, ProjectionMoves, ServiceNotReached],
  }),
}

import * as z from 'zod'
import { route } from '../route.js'
import { filled } from '../text.js'
import { ProjectionMoves, ProjectionNotFound } from './problems.js'

/** How far a read model has come. */
const ReadModel = z
  .object({
    version: z.int().describe('Of the projection that made it; 0 if it is yet to be begun.'),
    position: z.string().describe('Up to which position of the streams everything is in it.'),
    lag: z.int().describe('Events that wait for it, counted to 10,000.'),
    lagSeconds: z.number().describe('Seconds since the oldest of them was written; 0 if none waits.'),
    stoppedAt: z.iso.datetime().nullable().describe('Since when it stands still; null while it moves.'),
    failure: z.string().nullable().describe('The event it cannot take, and why.'),
  })
  .meta({ id: 'ReadModel' })

/** A projection with the read model that serves, and the one that is built beside it. */
export const Projection = z
  .object({
    name: z.string(),
    mode: z
      .enum(['inline', 'following'])
      .describe('Whether it is kept in the transaction that appends, or after it.'),
    live: ReadModel,
    building: ReadModel.nullable().describe('What takes its place once it has come as far; usually null.'),
  })
  .meta({ id: 'Projection' })
export type Projection = z.infer<typeof Projection>

/** Which projection. */
export const ProjectionPath = z.object({ projection: filled(200) })

export const projections = {
  list: route.get('/operations/projections', {
    summary: 'List projections and how far their read models are behind',
    access: 'permission:event:read',
    returns: z.object({ projections: z.array(Projection) }),
  }),
  get: route.get('/operations/projections/{projection}', {
    summary: 'Show a projection and how far its read models are behind',
    access: 'permission:event:read',
    params: ProjectionPath,
    returns: Projection,
    problems: [ProjectionNotFound],
  }),
  rebuild: route.post('/operations/projections/{projection}/rebuild', {
    summary: 'Build a read model anew beside the one that serves',
    description:
      'From the first event on; it takes the place of the other once it has come as far. One that is being built begins again. ' +
      'An audit entry says who asked.',
    access: 'permission:event:operate',
    params: ProjectionPath,
    problems: [ProjectionNotFound],
  }),
  resume: route.post('/operations/projections/{projection}/resume', {
    summary: 'Have a projection that stands still try its event again',
    description: 'An audit entry says who asked.',
    access: 'permission:event:operate',
    params: ProjectionPath,
    problems: [ProjectionNotFound, ProjectionMoves],
  }),
}

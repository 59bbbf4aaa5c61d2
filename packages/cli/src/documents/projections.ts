import { ServiceProjection, Silent } from '@azora/contracts/nexus'
import * as z from 'zod'

/** What `azora projections ls --json` prints. */
export const ProjectionsDocument = z.object({
  projections: z.array(ServiceProjection),
  silent: z.array(Silent).describe('Services that did not answer: theirs are missing here.'),
})
export type ProjectionsDocument = z.infer<typeof ProjectionsDocument>

/** What `azora projections show --json` prints. */
export const ProjectionDocument = ServiceProjection
export type ProjectionDocument = z.infer<typeof ProjectionDocument>

/** What `azora projections rebuild --json` and `azora projections resume --json` print. */
export const ProjectionChangedDocument = z.object({
  name: z.string(),
  done: z.enum(['rebuilding', 'resumed']),
})
export type ProjectionChangedDocument = z.infer<typeof ProjectionChangedDocument>

import { EventWay } from '@azora/contracts/nexus'
import * as z from 'zod'

/** What `azora demo --json` prints. */
export const DemoDocument = z.object({
  gateway: z.string(),
  course: z.object({ id: z.string(), title: z.string(), modules: z.int(), lessons: z.int() }),
  learner: z.object({ id: z.string(), email: z.string() }),
  progress: z.object({
    percent: z.int(),
    completedRequiredLessons: z.int(),
    requiredLessons: z.int(),
    state: z.string(),
  }),
  event: EventWay.describe('The way of the event that told of the new user.'),
  steps: z.array(
    z.object({
      who: z.enum(['instructor', 'learner', 'operator', 'anyone']),
      what: z.string(),
      operation: z.string(),
      requestId: z.string(),
      status: z.int(),
      tookMs: z.int(),
    }),
  ),
  tookMs: z.int(),
})
export type DemoDocument = z.infer<typeof DemoDocument>

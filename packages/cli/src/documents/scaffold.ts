import * as z from 'zod'

const FileChange = z.object({ path: z.string(), change: z.enum(['create', 'change', 'remove']) })

/** What `azora new service --json` prints. */
export const NewServiceDocument = z.object({
  service: z.string(),
  noun: z.string(),
  plural: z.string(),
  port: z.int(),
  dryRun: z.boolean().describe('True if nothing was written.'),
  files: z.array(FileChange),
  tookMs: z.int(),
})
export type NewServiceDocument = z.infer<typeof NewServiceDocument>

/** What `azora remove service --json` prints. */
export const RemovedServiceDocument = z.object({
  service: z.string(),
  dryRun: z.boolean(),
  files: z.array(FileChange),
})
export type RemovedServiceDocument = z.infer<typeof RemovedServiceDocument>

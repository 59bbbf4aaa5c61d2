import * as z from 'zod'

/** What `azora down --json` prints. */
export const DownDocument = z.object({
  stopped: z.boolean().describe('False if nothing ran.'),
  services: z.array(z.string()),
  tookMs: z.int(),
})
export type DownDocument = z.infer<typeof DownDocument>

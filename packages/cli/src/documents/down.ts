import * as z from 'zod'

/** What `azora down --json` prints. */
export const DownDocument = z.object({
  stopped: z.boolean().describe('False if nothing ran.'),
  services: z.array(z.string()),
  host: z
    .enum(['ended', 'woken', 'killed'])
    .nullable()
    .describe(
      'How what runs the platform ended: as asked; woken first, for it had been stopped; killed, for it did not hear. Null if it was gone before.',
    ),
  tookMs: z.int(),
})
export type DownDocument = z.infer<typeof DownDocument>

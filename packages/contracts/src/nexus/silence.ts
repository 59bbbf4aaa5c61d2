import * as z from 'zod'

/** A service that should have been asked, and did not answer. */
export const Silent = z.object({ service: z.string(), reason: z.string() }).meta({ id: 'SilentService' })
export type Silent = z.infer<typeof Silent>

/** What stands in every answer that is gathered from many: those who are missing in it. */
export const silent = z
  .array(Silent)
  .describe('Services that did not answer: what they know is missing here.')

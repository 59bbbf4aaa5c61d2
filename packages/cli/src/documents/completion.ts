import * as z from 'zod'

/** What `azora completion --json` prints. */
export const CompletionDocument = z.object({ shell: z.string(), script: z.string() })
export type CompletionDocument = z.infer<typeof CompletionDocument>

import * as z from 'zod'

/** What `azora explain --json` prints. */
export const ExplainDocument = z.object({
  codes: z.array(
    z.object({
      code: z.string(),
      from: z.enum(['cli', 'doctor', 'platform']).describe('Who answers with it.'),
      title: z.string(),
      status: z.int().nullable().describe('HTTP status, of problems of the platform.'),
      exitCode: z.int().describe('What the command line exits with.'),
      cause: z.string(),
      remedy: z.string(),
      operations: z.array(z.string()).describe('The operations whose contract declares it.'),
    }),
  ),
})
export type ExplainDocument = z.infer<typeof ExplainDocument>

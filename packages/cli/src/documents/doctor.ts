import * as z from 'zod'

/** What `azora doctor --json` prints. */
export const DoctorDocument = z.object({
  ok: z.boolean().describe('True if no check failed.'),
  checks: z.array(
    z.object({
      name: z.string(),
      about: z.string().describe('What is checked.'),
      ok: z.boolean(),
      verdict: z.enum(['good', 'warning', 'bad', 'skipped']).describe('Warnings and skipped checks are ok.'),
      detail: z.string().describe('What was found.'),
      remedy: z.string().nullable().describe('What helps; null if nothing is wrong.'),
      tookMs: z.int(),
    }),
  ),
})
export type DoctorDocument = z.infer<typeof DoctorDocument>

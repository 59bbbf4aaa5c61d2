import * as z from 'zod'

/** How one instance of a service does, by its own account. */
export const HealthRow = z.object({
  service: z.string(),
  instance: z.string(),
  status: z.enum(['healthy', 'degraded', 'critical', 'unreachable']),
  url: z.string().nullable(),
  tookMs: z.int().describe('How long its answer took.'),
  failing: z.array(z.string()).describe('The checks that fail.'),
  checks: z.array(
    z.object({
      name: z.string(),
      required: z.boolean(),
      ok: z.boolean(),
      durationMs: z.number(),
      error: z.string().optional(),
    }),
  ),
  uptimeSeconds: z.number().nullable(),
  error: z.string().nullable().describe('Why there is no answer.'),
})
export type HealthRow = z.infer<typeof HealthRow>

/** What `azora health --json` prints. */
export const HealthDocument = z.object({
  status: z.enum(['healthy', 'degraded', 'critical']).describe('The worst of all.'),
  services: z.array(HealthRow),
})
export type HealthDocument = z.infer<typeof HealthDocument>

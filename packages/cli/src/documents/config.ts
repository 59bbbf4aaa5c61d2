import * as z from 'zod'

/** What `azora config --json` prints. */
export const ConfigDocument = z.object({
  cli: z
    .array(
      z.object({
        name: z.string(),
        value: z.unknown(),
        origin: z.string().describe('Where the value comes from: a variable, a file, or `default`.'),
        env: z.string().nullable(),
        about: z.string(),
      }),
    )
    .describe('The settings of the command line.'),
  services: z.array(
    z.object({
      service: z.string(),
      values: z.array(
        z.object({
          name: z.string(),
          env: z.string(),
          value: z.unknown().optional().describe('Masked if it is a secret; absent if unset.'),
          origin: z.string(),
          secret: z.boolean(),
          about: z.string().optional(),
        }),
      ),
      faults: z.array(z.unknown()),
      as: z
        .enum(['running', 'next-start'])
        .describe('running: what runs, and would start alike now; next-start: what a start would take now.'),
      because: z.string().nullable().describe('Why it is about the next start.'),
    }),
  ),
})
export type ConfigDocument = z.infer<typeof ConfigDocument>

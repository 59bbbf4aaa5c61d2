import * as z from 'zod'

/** What `azora graph --json` prints. */
export const GraphDocument = z.object({
  services: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      kind: z.enum(['service', 'gateway']),
      category: z.string(),
      criticality: z.enum(['essential', 'standard', 'optional']),
      wave: z.int().describe('Its place in the start order, from 0.'),
      port: z.int(),
      replicas: z.int(),
      database: z.string().nullable(),
      redis: z.enum(['optional', 'required']).nullable(),
    }),
  ),
  needs: z.array(z.object({ from: z.string(), to: z.string(), condition: z.enum(['ready', 'started']) })),
  waves: z.array(z.array(z.string())),
  format: z.enum(['text', 'mermaid']),
})
export type GraphDocument = z.infer<typeof GraphDocument>

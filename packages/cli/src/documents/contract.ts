import * as z from 'zod'

/** What `azora contract show --json` prints. */
export const ContractDocument = z.object({
  contracts: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      description: z.string(),
      version: z.string(),
      operations: z.array(
        z.object({
          id: z.string(),
          method: z.string(),
          path: z.string(),
          summary: z.string(),
          access: z.string(),
          problems: z.array(z.string()).describe('The problems particular to it.'),
        }),
      ),
      events: z.array(z.object({ type: z.string(), version: z.int(), summary: z.string() })),
    }),
  ),
})
export type ContractDocument = z.infer<typeof ContractDocument>

/** What `azora contract check --json` prints. */
export const ContractCheckDocument = z.object({
  ok: z.boolean(),
  against: z.string().describe('What the contracts were compared with.'),
  changes: z.array(
    z.object({
      service: z.string(),
      kind: z.string(),
      where: z.string(),
      message: z.string(),
      breaking: z.boolean(),
    }),
  ),
  unaccepted: z.array(z.string()).describe('Services whose snapshot is missing or behind.'),
})
export type ContractCheckDocument = z.infer<typeof ContractCheckDocument>

/** What `azora contract openapi --json` and `asyncapi --json` print: the document itself. */
export const ApiDocument = z.record(z.string(), z.unknown())

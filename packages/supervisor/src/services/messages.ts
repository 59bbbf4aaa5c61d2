import * as z from 'zod'

/** The JSON-able part of a contract's operation; enough for a gateway to route and for a terminal to list. */
const OperationSummary = z.looseObject({ id: z.string(), method: z.string(), path: z.string() })

const ContractSummary = z.looseObject({
  name: z.string(),
  title: z.string(),
  version: z.union([z.string(), z.number()]),
  operations: z.array(OperationSummary),
})

/** What a service tells about its contract when it listens. */
export type ContractSummary = z.infer<typeof ContractSummary>

const Listening = z.object({ type: z.literal('listening'), url: z.url(), contract: ContractSummary })

/** Reads what a service says over its channel; null for anything that is not for us. */
export function readMessage(message: unknown): z.infer<typeof Listening> | null {
  return Listening.safeParse(message).data ?? null
}

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

/** What a process was started with: its report, secrets masked, and the files it looked into for settings. */
const Configuration = z.object({ report: z.looseObject({}), files: z.array(z.string()) })
export type Configuration = z.infer<typeof Configuration>

/** It takes requests. */
const Listening = z.object({
  type: z.literal('listening'),
  url: z.url(),
  contract: ContractSummary,
  configuration: Configuration.optional(),
})
/** It finishes what it is doing and takes no more, whoever asked it to. */
const Draining = z.object({
  type: z.literal('draining'),
  /** What it will exit with if all goes well; not 0 after an error that nobody caught. */
  exitCode: z.int().default(0),
})

const Message = z.discriminatedUnion('type', [Listening, Draining])

/** What a service tells about itself. */
export type Message = z.infer<typeof Message>

/** Reads what a service says over its channel; null for anything that is not for us. */
export function readMessage(message: unknown): Message | null {
  return Message.safeParse(message).data ?? null
}

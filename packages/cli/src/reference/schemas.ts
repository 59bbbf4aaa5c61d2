import * as z from 'zod'
import type { AnyCommand } from '../command.js'
import { everyCommand, type NamedCommand } from '../every-command.js'

/** A file to write, from the root of the workspace. */
export interface ReferenceFile {
  readonly path: string
  readonly text: string
}

const HOME = 'https://azora.dev/schemas/cli'

const Failure = z.object({
  error: z.object({
    code: z.string().describe('`azora explain CODE` tells more.'),
    message: z.string().describe('What happened.'),
    cause: z.string().describe('Why.'),
    remedy: z.string().describe('What helps.'),
    faults: z.array(z.string()).optional().describe('Every fault, where there are several.'),
    requestId: z.string().optional(),
    status: z.int().optional(),
  }),
})

/** The published JSON Schemas of what `--json` prints: one for each command, one for failures. */
export async function schemaFiles(): Promise<ReferenceFile[]> {
  const named = await everyCommand()
  const [operation] = (await everyCommand({ operations: true })).filter(({ path }) =>
    path.startsWith('call '),
  )
  const commands = [...named, ...(operation ? [{ path: 'call', node: operation.node }] : [])].filter(
    isCommand,
  )
  const files = await Promise.all(
    commands.map(async ({ path, node }) => schemaFile(path, `azora ${path} --json`, await node.document())),
  )
  return [...files, schemaFile('failure', 'What any command prints with --json when it fails', Failure)]
}

function isCommand(named: NamedCommand): named is { path: string; node: AnyCommand } {
  return named.node.kind === 'command'
}

function schemaFile(path: string, title: string, schema: z.ZodType): ReferenceFile {
  const name = path.replaceAll(' ', '-')
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' })
  const document = {
    $schema,
    $id: `${HOME}/${name}.json`,
    title,
    allOf: [
      { type: 'object', properties: { schemaVersion: { const: 1 } }, required: ['schemaVersion'] },
      rest,
    ],
  }
  return { path: `packages/cli/schemas/${name}.json`, text: `${JSON.stringify(document, null, 2)}\n` }
}

import type { AnyCommand, CommandTable, Group } from './command.js'
import { commands } from './commands/index.js'

/** A command with the words that lead to it: `db migrate`. */
export interface NamedCommand {
  readonly path: string
  readonly node: AnyCommand | Group
}

/** The whole tree, groups included, in the order of the help; operations of contracts are left out unless asked for. */
export async function everyCommand({ operations = false } = {}): Promise<NamedCommand[]> {
  return below(commands, '', operations)
}

async function below(table: CommandTable, prefix: string, operations: boolean): Promise<NamedCommand[]> {
  const found: NamedCommand[] = []
  for (const [name, load] of Object.entries(table)) {
    const node = await load()
    const path = `${prefix}${name}`
    found.push({ path, node })
    if (node.kind === 'group' && (operations || path !== 'call')) {
      found.push(...(await below(await node.commands(), `${path} `, operations)))
    }
  }
  return found
}

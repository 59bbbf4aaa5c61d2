import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Program } from '../cli.js'
import type { AnyCommand, Group } from '../command.js'
import { UserError } from '../exit.js'
import type { Settings } from './settings.js'

/** A command line whose first word is none of ours. */
export interface Extensible {
  readonly argv: readonly string[]
  readonly word: string
  readonly program: Program
  settings(): Promise<Settings>
  /** The folder that plugins named by a path are found from. */
  root(): string
}

/**
 * Lets the words a workspace has defined count: an alias is replaced by what it stands for, a plugin's command is added.
 * A plugin's module is loaded only because its own word was typed.
 */
export async function extended(line: Extensible): Promise<[readonly string[], Program]> {
  const { argv, word, program } = line
  const settings = await optional(line)
  const alias = settings?.get('aliases')[word]
  if (alias) return [argv.flatMap(part => (part === word ? wordsOf(alias) : [part])), program]
  const plugin = settings?.get('plugins')[word]
  if (!plugin) return [argv, program]
  const section = { title: 'Plugins', commands: { [word]: () => loaded(plugin, line.root()) } }
  return [argv, { ...program, sections: [...program.sections, section] }]
}

async function optional({ settings }: Extensible) {
  try {
    return await settings()
  } catch (error) {
    if (error instanceof UserError && error.code === 'no-workspace') return null
    throw error
  }
}

/** Words as a shell would split them, less everything but quotes. */
export function wordsOf(text: string): string[] {
  return [...text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(match => match[1] ?? match[2] ?? match[3] ?? '')
}

async function loaded(module: string, root: string): Promise<AnyCommand | Group> {
  const specifier = module.startsWith('.') ? pathToFileURL(resolve(root, module)).href : module
  try {
    const { command }: { command?: AnyCommand | Group } = await import(specifier)
    if (command?.kind === 'command' || command?.kind === 'group') return command
  } catch (cause) {
    throw new UserError('plugin-failed', `The plugin ${module} could not be loaded`, { cause })
  }
  throw new UserError('plugin-failed', `The plugin ${module} exports no \`command\``)
}

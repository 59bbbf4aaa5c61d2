import { Argument, Command as Commander, CommanderError, InvalidArgumentError, Option } from 'commander'
import type { AnyCommand, CommandTable, Group } from './command.js'
import type { Section } from './commands/index.js'
import { UserError } from './exit.js'
import { lookOf } from './look.js'
import { type Flag, flagName, Unreadable } from './parameters.js'

/** The flags every command takes. */
export interface GlobalFlags {
  json?: boolean
  root?: string
  config?: string
  color?: boolean
  verbose?: boolean
}

/** What a command line asks for. */
export type Request =
  | { readonly do: 'run'; readonly command: AnyCommand; readonly input: Input; readonly flags: GlobalFlags }
  | { readonly do: 'print'; readonly text: string }

type Input = Readonly<Record<string, unknown>>

/** What the command line is made of. */
export interface Program {
  readonly version: string
  readonly sections: readonly Section[]
  /** Whether help is colored. */
  readonly color: boolean
  readonly columns: number
}

/** Reads a command line: a command with its input, or a text to print (help, version). @throws {UserError} `usage` */
export async function parse(argv: readonly string[], program: Program): Promise<Request> {
  const reading = new Reading(program)
  return reading.read(argv)
}

class Reading {
  readonly #program: Program
  #printed = ''
  #request: Request | undefined
  #path = 'azora'

  constructor(program: Program) {
    this.#program = program
  }

  async read(argv: readonly string[]): Promise<Request> {
    const root = await this.#root(argv)
    try {
      await root.parseAsync(argv, { from: 'user' })
    } catch (error) {
      if (!(error instanceof CommanderError)) throw error
      if (error.exitCode !== 0 && error.code !== 'commander.help') throw this.#usage(error)
    }
    return this.#request ?? { do: 'print', text: this.#printed }
  }

  async #root(argv: readonly string[]) {
    const root = this.#dressed(new Commander('azora'))
      .description('Runs, shows and calls the services of an Azora workspace.')
      .version(this.#program.version, '-V, --version', 'print the version')
      .usage('<command> [arguments] [flags]')
      .addHelpText('after', () => `${this.#everyFlag()}${this.#examples(EXAMPLES)}`)
    for (const option of globalOptions()) root.addOption(option.hideHelp())
    const isBare = !argv.some(word => !word.startsWith('-'))
    for (const { title, commands } of this.#program.sections) {
      root.commandsGroup(`${title}:`)
      await this.#addAll(root, commands, { withSummaries: isBare })
    }
    return root
  }

  async #addAll(parent: Commander, table: CommandTable, { withSummaries }: { withSummaries: boolean }) {
    const names = Object.keys(table)
    const loaded = withSummaries ? await Promise.all(names.map(async name => table[name]?.())) : []
    names.forEach((name, index) => {
      const stub = this.#dressed(parent.command(name))
      const summary = loaded[index]?.summary
      if (summary) stub.description(summary)
    })
    parent.hook('preSubcommand', async (_, chosen) => {
      const node = await table[chosen.name()]?.()
      if (node) await this.#configure(chosen, node)
    })
  }

  async #configure(commander: Commander, node: AnyCommand | Group) {
    this.#path = `${this.#path} ${commander.name()}`
    commander
      .description([node.summary, node.description].filter(Boolean).join('\n\n'))
      .addHelpText('after', () => `${this.#examples(node.examples)}\n\n${EVERY_COMMAND}`)
    if (node.kind === 'command') return this.#command(commander, node)
    commander.usage(`<${node.placeholder ?? 'command'}> [arguments] [flags]`)
    await this.#addAll(commander, await node.commands(), { withSummaries: true })
  }

  #command(commander: Commander, command: AnyCommand) {
    const names = Object.keys(command.args ?? {})
    const terms = Object.entries(command.args ?? {}).map(([name, { about, presence }]) => {
      const term = argumentTerm(flagName(name), presence)
      commander.addArgument(new Argument(term, about))
      return term
    })
    commander.usage([...terms, '[flags]'].join(' '))
    const options = Object.entries(command.flags ?? {}).map(
      ([name, flag]) => [name, optionOf(name, flag)] as const,
    )
    for (const [, option] of options) commander.addOption(option)
    commander.action(() => {
      const values = commander.opts()
      const args = names.map((name, index) => [name, commander.processedArgs[index]])
      const flags = options.map(([name, option]) => [
        name,
        values[option.attributeName()] ?? command.flags?.[name]?.fallback,
      ])
      const input = Object.fromEntries([...args, ...flags])
      this.#request = { do: 'run', command, input, flags: commander.optsWithGlobals<GlobalFlags>() }
    })
  }

  #dressed(commander: Commander) {
    const { color, columns } = this.#program
    const look = lookOf({ color, columns })
    return commander
      .helpCommand(false)
      .helpOption('-h, --help', 'print this help')
      .exitOverride()
      .configureOutput({
        writeOut: text => this.#print(text),
        // Help that nobody asked for, after a word that needs another one.
        writeErr: text => this.#print(text),
        outputError: () => {},
        getOutHelpWidth: () => Math.min(columns, 110),
        getOutHasColors: () => color,
      })
      .configureHelp({
        styleTitle: title => look.bold(title.replace('Options', 'Flags')),
        subcommandTerm: command => command.name(),
      })
  }

  #print(text: string) {
    this.#printed += text
  }

  #everyFlag() {
    const { bold } = lookOf({ color: this.#program.color })
    const rows = globalOptions().map(({ flags, description }) => `  ${flags.padEnd(17)}${description}`)
    return `\n${bold('Flags of every command:')}\n${rows.join('\n')}\n`
  }

  #examples(examples: readonly string[]) {
    const { bold } = lookOf({ color: this.#program.color })
    return `\n${bold('Examples:')}\n${examples.map(example => `  ${example}`).join('\n')}`
  }

  #usage(error: CommanderError) {
    const [first = '', ...rest] = error.message.replace(/^error: /, '').split('\n')
    const message = [first, ...rest].join(' ').trim()
    return new UserError('usage', message, { remedy: `${this.#path} --help`, cause: error })
  }
}

const EXAMPLES = [
  'azora up',
  'azora status',
  'azora login --as instructor',
  'azora call education.courses.list',
]

const EVERY_COMMAND =
  'Every command also takes --json, --root, --config, --no-color and --verbose: see azora --help.'

function globalOptions() {
  return [
    new Option('--json', 'print the result as JSON'),
    new Option('--root <DIR>', 'the workspace; default: the one this folder lies in'),
    new Option('--config <FILE>', 'this configuration file; code is run only if named here'),
    new Option('--no-color', 'no colors'),
    new Option('--verbose', 'with a failure, say where it came from'),
  ]
}

function argumentTerm(name: string, presence: 'required' | 'optional' | 'rest') {
  return { required: `<${name}>`, optional: `[${name}]`, rest: `[${name}...]` }[presence]
}

function optionOf(name: string, flag: Flag) {
  const long = `--${flagName(name)}${flag.kind === 'switch' ? '' : ` <${flag.placeholder}>`}`
  const option = new Option(flag.short ? `-${flag.short}, ${long}` : long, flag.about)
  if (flag.required) option.makeOptionMandatory()
  if (flag.kind === 'value' && flag.fallback !== undefined) option.default(flag.fallback, flag.fallbackText)
  return flag.kind === 'switch' ? option : option.argParser(readerOf(flag))
}

function readerOf(flag: Flag) {
  let given: unknown[] = []
  return (text: string) => {
    const value = readOr(flag, text)
    if (flag.kind !== 'list') return value
    given = [...given, value]
    return given
  }
}

function readOr(flag: Flag, text: string) {
  try {
    return flag.read(text)
  } catch (error) {
    if (error instanceof Unreadable) throw new InvalidArgumentError(error.message)
    throw error
  }
}

import type { AnyCommand, CommandTable, Group } from '../command.js'
import { type Completion, type Flag, flagName } from '../parameters.js'

/** A word that fits, and what it means. */
export interface Candidate {
  readonly word: string
  readonly about: string
}

/** What only the workspace knows. */
export interface CompletionSources {
  service(): Promise<readonly string[]>
  code(): Promise<readonly string[]>
}

/** Candidates, or word that files fit. */
export type Candidates = readonly Candidate[] | 'files'

const GLOBAL: readonly Candidate[] = [
  { word: '--json', about: 'print the result as JSON' },
  { word: '--help', about: 'print help' },
  { word: '--no-color', about: 'no colors' },
]

/** What fits as the last of the words typed so far, which may be empty. */
export async function complete(
  words: readonly string[],
  table: CommandTable,
  sources: CompletionSources,
): Promise<Candidates> {
  const [first = '', ...rest] = words
  if (rest.length === 0) return named(table)
  const node = await table[first]?.()
  if (!node) return []
  return node.kind === 'group'
    ? complete(rest, await node.commands(), sources)
    : ofCommand(node, rest, sources)
}

async function named(table: CommandTable): Promise<Candidate[]> {
  const nodes = await Promise.all(
    Object.entries(table).map(async ([word, load]) => ({ word, node: await load() })),
  )
  return nodes.map(({ word, node }: { word: string; node: AnyCommand | Group }) => ({
    word,
    about: node.summary,
  }))
}

async function ofCommand(command: AnyCommand, words: readonly string[], sources: CompletionSources) {
  const flags = Object.entries(command.flags ?? {})
  const pending = valueFlag(flags, words.at(-2))
  if (pending) return fitting(pending.completes, sources)
  if (words.at(-1)?.startsWith('-')) return flagWords(flags)
  const next = argumentAfter(command, typedArguments(flags, words.slice(0, -1)))
  return next ? fitting(next.completes, sources) : flagWords(flags)
}

type NamedFlags = readonly (readonly [name: string, flag: Flag])[]

/** The flag a word is, if a value must follow it. */
function valueFlag(flags: NamedFlags, word: string | undefined) {
  const [, flag] = flags.find(([name]) => word === `--${flagName(name)}`) ?? []
  return flag && flag.kind !== 'switch' ? flag : undefined
}

/** How many of the words are arguments: neither flags nor their values. */
function typedArguments(flags: NamedFlags, words: readonly string[]) {
  return words.filter((word, index) => !word.startsWith('-') && !valueFlag(flags, words[index - 1])).length
}

function argumentAfter({ args = {} }: AnyCommand, typed: number) {
  const all = Object.values(args)
  const last = all.at(-1)
  return all[typed] ?? (last?.presence === 'rest' ? last : undefined)
}

function flagWords(flags: NamedFlags): Candidate[] {
  return [...flags.map(([name, { about }]) => ({ word: `--${flagName(name)}`, about })), ...GLOBAL]
}

async function fitting(completes: Completion | undefined, sources: CompletionSources): Promise<Candidates> {
  if (completes === undefined) return []
  if (completes === 'file') return 'files'
  const words = typeof completes === 'string' ? await sources[completes]() : completes
  return words.map(word => ({ word, about: '' }))
}

import type * as z from 'zod'
import type { Context } from './context.js'
import type { ExitCode } from './exit-codes.js'
import type { Look } from './look.js'
import type { Argument, Flag, InputOf } from './parameters.js'

export { argument, flag } from './parameters.js'

/** A command's positional arguments in order, by the name `run` gets them under. */
export type Arguments = Readonly<Record<string, Argument>>

/** A command's flags, by the name `run` gets them under; `pageSize` is typed `--page-size`. */
export type Flags = Readonly<Record<string, Flag>>

/** What a command answers with: one document, or records one after another as they happen. */
export type Answer = object | AsyncIterable<object>

type RecordOf<A> = A extends AsyncIterable<infer R> ? R : A

/** A command: what it takes, what it answers with, and how that reads. The kernel prints; `run` only works. */
export interface Command<
  A extends Arguments = Arguments,
  F extends Flags = Flags,
  R extends Answer = Answer,
> {
  readonly kind: 'command'
  /** One line, imperative, without a full stop. */
  readonly summary: string
  /** Further paragraphs of its help. */
  readonly description?: string
  readonly args?: A
  readonly flags?: F
  /** Command lines as one would type them, the plainest first. At least one. */
  readonly examples: readonly [string, ...string[]]
  /** The schema of the document, or of each record, that `--json` prints; published under `schemas/`. */
  readonly document: () => Promise<z.ZodType>
  run(input: InputOf<A, F>, context: Context): Promise<R>
  /** The document, or one record, as text for people. Null says nothing. */
  view(answer: RecordOf<R>, look: Look): string | null
  /** How a document exits. Default 0. */
  exit?(answer: RecordOf<R>): ExitCode
  /** True if it runs although a configuration file is invalid, every setting then at its default. Default false. */
  readonly toleratesConfiguration?: boolean
  /** True if it puts things in order when it is interrupted (`context.signal`). Default: it ends at once. */
  readonly endsInOrder?: boolean
}

/** A command that only holds others: `azora db …`. */
export interface Group {
  readonly kind: 'group'
  readonly summary: string
  readonly description?: string
  readonly examples: readonly [string, ...string[]]
  /** What the help calls the word that follows. Default `command`. */
  readonly placeholder?: string
  commands(): Promise<CommandTable>
}

/** Commands by name, each loaded only when it is asked for. */
export type CommandTable = Readonly<Record<string, () => Promise<AnyCommand | Group>>>

/** A command whose parameters are known at run time only. */
// biome-ignore format: one line reads best
export type AnyCommand = Omit<Command, 'run' | 'view' | 'exit'> & {
  run(input: Readonly<Record<string, unknown>>, context: Context): Promise<Answer>
  view(answer: object, look: Look): string | null
  exit?(answer: object): ExitCode
}

/** Declares a command as data with one `run`. */
export function defineCommand<const A extends Arguments, const F extends Flags, R extends Answer>(
  command: Omit<Command<A, F, R>, 'kind'>,
): AnyCommand {
  // What `run` and `view` take is known here and forgotten beyond, so that commands fit one table.
  return { kind: 'command', ...command } as AnyCommand
}

/** Declares a command that only holds others. */
export function defineGroup(group: Omit<Group, 'kind'>): Group {
  return { kind: 'group', ...group }
}

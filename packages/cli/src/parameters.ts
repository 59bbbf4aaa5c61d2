/** A value that could not be read from text. The message completes "…: ". */
export class Unreadable extends Error {}

/** A positional argument. `T` is what `run` gets. */
export interface Argument<T = unknown> {
  readonly about: string
  readonly presence: 'required' | 'optional' | 'rest'
  /** What may stand here, for completion; a source is named where it is known at run time only. */
  readonly completes?: Completion
  /** Never set: it carries the type. */
  readonly type?: T
}

/** A flag. `T` is what `run` gets. */
export interface Flag<T = unknown> {
  readonly about: string
  /** A `switch` takes no value; a `list` may be repeated. */
  readonly kind: 'switch' | 'value' | 'list'
  /** How the value is called in help, in capitals. */
  readonly placeholder: string
  /** One letter. */
  readonly short?: string | undefined
  readonly fallback?: T | undefined
  /** How help shows the fallback. */
  readonly fallbackText?: string
  readonly required?: boolean
  readonly choices?: readonly string[] | undefined
  readonly completes?: Completion | undefined
  /** Reads one value. @throws {Unreadable} */
  read(text: string): unknown
}

/** What completes a word: fixed choices, or something only the workspace knows. */
export type Completion = readonly string[] | 'service' | 'file' | 'code'

/** What `run` gets for declared arguments and flags. */
export type InputOf<A, F> = Flat<
  { [K in keyof A]: A[K] extends Argument<infer T> ? T : never } & {
    [K in keyof F]: F[K] extends Flag<infer T> ? T : never
  }
>

type Flat<T> = { [K in keyof T]: T[K] } & {}

/** Declares positional arguments. */
export const argument = {
  required: (about: string, completes?: Completion): Argument<string> => ({
    about,
    presence: 'required',
    ...(completes && { completes }),
  }),
  optional: (about: string, completes?: Completion): Argument<string | undefined> => ({
    about,
    presence: 'optional',
    ...(completes && { completes }),
  }),
  /** Any number of words, none included. Only as the last argument. */
  rest: (about: string, completes?: Completion): Argument<string[]> => ({
    about,
    presence: 'rest',
    ...(completes && { completes }),
  }),
}

interface FlagOptions {
  placeholder?: string
  short?: string
  completes?: Completion
}

/** Declares flags. */
export const flag = {
  switch: (about: string, options: Pick<FlagOptions, 'short'> = {}): Flag<boolean> => ({
    kind: 'switch',
    about,
    placeholder: '',
    fallback: false,
    read: text => text === 'true',
    ...options,
  }),
  text: (about: string, options: FlagOptions = {}): Flag<string | undefined> => ({
    kind: 'value',
    about,
    placeholder: 'TEXT',
    read: text => text,
    ...options,
  }),
  list: (about: string, options: FlagOptions = {}): Flag<string[]> => ({
    kind: 'list',
    about,
    placeholder: 'TEXT',
    fallback: [],
    read: text => text,
    ...options,
  }),
  choice: <const C extends string>(about: string, choices: readonly C[], fallback?: C): Flag<C> => ({
    kind: 'value',
    about,
    placeholder: choices.join('|'),
    choices,
    completes: choices,
    fallback,
    read: text => oneOf(choices, text),
  }),
  integer: (about: string, options: FlagOptions & { fallback: number }): Flag<number> => ({
    kind: 'value',
    about,
    placeholder: 'N',
    read: integer,
    ...options,
  }),
  /** The same, undefined unless given. */
  optionalInteger: (about: string): Flag<number | undefined> => ({
    kind: 'value',
    about,
    placeholder: 'N',
    read: integer,
  }),
  /** Given as `500ms`, `2s`, `1m` or plain milliseconds; `run` gets milliseconds. */
  duration: (about: string, fallback: number): Flag<number> => ({
    ...durationFlag(about),
    fallback,
    fallbackText: fallback % 1000 === 0 ? `${fallback / 1000}s` : `${fallback}ms`,
  }),
  /** The same, undefined unless given. */
  optionalDuration: (about: string): Flag<number | undefined> => durationFlag(about),
}

function durationFlag(about: string) {
  return { kind: 'value', about, placeholder: 'TIME', read: duration } as const
}

function oneOf(choices: readonly string[], text: string) {
  if (choices.includes(text)) return text
  throw new Unreadable(`expected one of ${choices.join(', ')}, got "${text}"`)
}

function integer(text: string) {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new Unreadable(`expected a whole number, got "${text}"`)
}

const MILLISECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

function duration(text: string) {
  const [, amount, unit = 'ms'] = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h)?$/.exec(text) ?? []
  const factor = MILLISECONDS[unit]
  if (amount && factor) return Math.round(Number(amount) * factor)
  throw new Unreadable(`expected a time such as 500ms, 2s or 1m, got "${text}"`)
}

/** `pageSize` as one types it: `page-size`. */
export function flagName(name: string): string {
  return name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)
}

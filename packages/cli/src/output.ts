import { type Look, lookOf } from './look.js'

/** Where output ends up; the process's own streams, or a test's. */
export interface Streams {
  readonly stdout: Sink
  readonly stderr: Sink
  readonly stdin: { readonly isTTY?: boolean | undefined }
}

/** The part of a writable stream that is needed here. */
export interface Sink {
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
  write(text: string): boolean
}

/** The environment variables output looks at. */
export type OutputEnv = Readonly<Partial<Record<'NO_COLOR' | 'FORCE_COLOR' | 'TERM' | 'CI', string>>>

/** Results go to stdout, talk to stderr; with `--json`, stdout holds documents and nothing else. */
export interface Output {
  readonly json: boolean
  /** How results are dressed. */
  readonly look: Look
  /** True if people can be asked and pictures may move: input and output are terminals and nobody said otherwise. */
  readonly interactive: boolean
  /** A line of talk: progress, hints, warnings. */
  say(text: string): void
  /** Result text as it is. */
  print(text: string): void
  /** A document of a one-shot command. */
  document(document: object): void
  /** One of many documents that follow one another: one line each. */
  record(record: object): void
}

const SCHEMA_VERSION = 1

/** How output is to be. */
export interface OutputOptions {
  json: boolean
  color: 'auto' | 'always' | 'never'
  env: OutputEnv
}

/** Output to the given streams. */
export function outputTo({ stdout, stderr, stdin }: Streams, { json, color, env }: OutputOptions): Output {
  const look = lookOf({ color: !json && hasColor(stdout, { color, env }), columns: stdout.columns ?? 80 })
  return {
    json,
    look,
    interactive: !json && isInteractive({ stdin, stdout }, env),
    say: text => void stderr.write(`${text}\n`),
    print: text => void stdout.write(text.endsWith('\n') ? text : `${text}\n`),
    document: document => void stdout.write(`${JSON.stringify(versioned(document), null, 2)}\n`),
    record: record => void stdout.write(`${JSON.stringify(versioned(record))}\n`),
  }
}

function versioned(document: object) {
  return { schemaVersion: SCHEMA_VERSION, ...document }
}

function hasColor(stdout: Sink, { color, env }: Pick<OutputOptions, 'color' | 'env'>) {
  if (color !== 'auto') return color === 'always'
  if (env.NO_COLOR) return false
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0'
  return stdout.isTTY === true && env.TERM !== 'dumb'
}

function isInteractive({ stdin, stdout }: Pick<Streams, 'stdin' | 'stdout'>, env: OutputEnv) {
  const isMuted = env.TERM === 'dumb' || (env.CI !== undefined && env.CI !== '' && env.CI !== 'false')
  return stdin.isTTY === true && stdout.isTTY === true && !isMuted
}

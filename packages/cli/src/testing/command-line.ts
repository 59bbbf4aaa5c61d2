import * as z from 'zod'
import { azora } from '../azora.js'
import type { Streams } from '../output.js'

const Document = z.record(z.string(), z.unknown())

/** What a command line came to. */
export interface Outcome {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
  /** Stdout as one JSON document. */
  json(): Record<string, unknown>
}

/** Where a command line is run, and what it is told. */
export interface Surroundings {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

/** Runs a command line in this process, away from any terminal. */
export async function commandLine(
  argv: readonly string[],
  { cwd, env = {}, signal }: Surroundings,
): Promise<Outcome> {
  const written = { stdout: '', stderr: '' }
  const sink = (name: keyof typeof written) => ({
    write: (text: string) => {
      written[name] += text
      return true
    },
  })
  const streams: Streams = { stdout: sink('stdout'), stderr: sink('stderr'), stdin: {} }
  const never = new AbortController()
  const world = { argv, streams, cwd, env: { XDG_CONFIG_HOME: cwd, ...env }, signal: signal ?? never.signal }
  const exitCode = await azora({ ...world, interrupt: () => never.abort() })
  return { exitCode, ...written, json: () => Document.parse(JSON.parse(written.stdout)) }
}

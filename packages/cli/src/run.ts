import type { Answer, AnyCommand } from './command.js'
import type { Context } from './context.js'
import { UserError } from './exit.js'
import { type ExitCode, exitCodes } from './exit-codes.js'
import type { FailureCode } from './failures.js'
import type { Output } from './output.js'

/** Runs a command and prints what it answers with. The number is the exit code. */
export async function execute(
  command: AnyCommand,
  input: Readonly<Record<string, unknown>>,
  context: Context,
): Promise<ExitCode> {
  const answer = await command.run(input, context)
  let exitCode: ExitCode = exitCodes.ok
  for await (const one of recordsOf(answer)) {
    present(command, one, { out: context.out, isRecord: one !== answer })
    exitCode = command.exit?.(one) ?? exitCodes.ok
  }
  return exitCode
}

async function* recordsOf(answer: Answer): AsyncGenerator<object> {
  if (Symbol.asyncIterator in answer) yield* answer
  else yield answer
}

function present(command: AnyCommand, one: object, { out, isRecord }: { out: Output; isRecord: boolean }) {
  if (out.json) return isRecord ? out.record(one) : out.document(one)
  const text = command.view(one, out.look)
  if (text !== null) out.print(text)
}

/** Says what went wrong: a sentence for people on stderr and, with `--json`, the document on stdout. */
export function presentFailure(error: unknown, out: Output, verbose: boolean): ExitCode {
  const failure = error instanceof UserError ? error : unexpected(error)
  const { bold, bad, dim, accent } = out.look
  out.say(`${bad('error')} ${bold(failure.message)} ${dim(`(${failure.code})`)}`)
  for (const fault of failure.faults) out.say(`  - ${fault}`)
  out.say(`  ${dim('why')}  ${failure.why}`)
  out.say(`  ${dim('do')}   ${accent(failure.remedy)}`)
  if (verbose) out.say(stackOf(error))
  if (out.json) out.document({ error: failure.toJSON() })
  return failure.exitCode
}

/** What the operating system refuses is not a defect of ours. */
const SYSTEM: Readonly<Record<string, FailureCode>> = {
  EACCES: 'permission-denied',
  EPERM: 'permission-denied',
  EROFS: 'permission-denied',
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
}

function unexpected(error: unknown) {
  const system = error instanceof Error && 'code' in error ? SYSTEM[String(error.code)] : undefined
  const message = error instanceof Error ? error.message : String(error)
  return new UserError(system ?? 'unexpected', message || 'Something failed without saying what', {
    cause: error,
  })
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause === undefined ? '' : `\ncaused by ${stackOf(error.cause)}`
  return `${error.stack ?? error.message}${cause}`
}

import type { Program, Request } from './cli.js'
import type { AnyCommand } from './command.js'
import { commands, sections } from './commands/index.js'
import type { Context } from './context.js'
import { UserError } from './exit.js'
import { exitCodes } from './exit-codes.js'
import { lazy } from './lazy.js'
import { type Output, outputTo, type Streams } from './output.js'
import { execute, presentFailure } from './run.js'
import type { Settings } from './settings/settings.js'
import { version } from './version.js'
import { workspaceRoot } from './workspace.js'

/** The world around one command line: the process, or a test. */
export interface World {
  readonly argv: readonly string[]
  readonly streams: Streams
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly signal: AbortSignal
  interrupt(): void
}

/** Runs one command line to its end. The number is the exit code. */
export async function azora(world: World): Promise<number> {
  const early = outputTo(world.streams, {
    json: hasJson(world.argv),
    color: colorOf(world.argv),
    env: world.env,
  })
  let verbose = world.argv.includes('--verbose')
  let out = early
  try {
    if (world.argv[0] === '__complete') return await completed(world, early)
    const request = await requested(world, early)
    if (request.do === 'print') return print(early, request.text)
    verbose = request.flags.verbose ?? false
    const prepared = await prepare(world, request)
    out = prepared.out
    const outcome = execute(prepared.command, request.input, prepared)
    return await (prepared.command.endsInOrder
      ? outcome
      : Promise.race([outcome, interruption(world.signal)]))
  } catch (error) {
    if (world.signal.aborted) return exitCodes.failure
    return presentFailure(error, out, verbose)
  }
}

/** Fails when the signal is aborted: what a command was about is left as it is. */
function interruption(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new UserError('interrupted', 'It was interrupted')), {
      once: true,
    })
  })
}

async function completed({ argv, cwd }: World, out: Output) {
  const { printCompletion } = await import('./completion/print.js')
  await printCompletion(argv.slice(1), () => workspaceRoot(cwd), out)
  return exitCodes.ok
}

function print(out: Output, text: string) {
  out.print(text)
  return exitCodes.ok
}

async function requested(world: World, out: Output): Promise<Request> {
  const { parse } = await import('./cli.js')
  const { color, columns } = out.look
  const program: Program = { version, sections, color, columns }
  const argv = helpLast(world.argv)
  const word = firstWord(argv)
  if (word === undefined || word in commands) return parse(argv, program)
  const { extended } = await import('./settings/extensions.js')
  const valueOf = (name: string) => argv[argv.indexOf(name) + 1 || argv.length]
  const root = () => workspaceRoot(valueOf('--root') ?? world.cwd)
  const settings = async () => settingsOf(world, root(), valueOf('--config'))
  return parse(...(await extended({ argv, word, program, settings, root })))
}

async function settingsOf({ env }: World, root: string, named: string | undefined): Promise<Settings> {
  const { loadSettings } = await import('./settings/load.js')
  return loadSettings({ root, named, env })
}

type RunRequest = Extract<Request, { do: 'run' }>

async function prepare(
  world: World,
  { command, flags }: RunRequest,
): Promise<Context & { command: AnyCommand }> {
  const root = lazy(() => workspaceRoot(flags.root ?? world.cwd))
  const settings = lazy(async () => settingsOf(world, root(), flags.config))
  const configured = await settings().catch(error => {
    if (!(error instanceof UserError)) throw error
    if (error.code === 'no-workspace') return null
    if (error.code === 'invalid-configuration' && command.toleratesConfiguration) return null
    throw error
  })
  const out = outputTo(world.streams, {
    json: flags.json ?? configured?.get('output') === 'json',
    color: flags.color === false ? 'never' : (configured?.get('color') ?? 'auto'),
    env: world.env,
  })
  return {
    command,
    get root() {
      return root()
    },
    out,
    env: world.env,
    signal: world.signal,
    interrupt: world.interrupt,
    settings,
    platform: lazy(async () => (await import('./platform/platform.js')).platformOf(root())),
    ask: lazy(async () => (await import('./ask.js')).askThrough(out, world.interrupt)),
  }
}

const VALUED = new Set(['--root', '--config'])

/** The first word of a command line that is neither a flag nor a flag's value. */
function firstWord(argv: readonly string[]) {
  return argv.find((word, index) => !word.startsWith('-') && !VALUED.has(argv[index - 1] ?? ''))
}

/** `azora help up` means `azora up --help`. */
function helpLast(argv: readonly string[]) {
  return argv[0] === 'help' ? [...argv.slice(1), '--help'] : argv
}

function hasJson(argv: readonly string[]) {
  return argv.includes('--json')
}

function colorOf(argv: readonly string[]) {
  return argv.includes('--no-color') ? 'never' : 'auto'
}

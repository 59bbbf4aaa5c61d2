import { homedir } from 'node:os'
import { basename, extname, join, relative } from 'node:path'
import { cosmiconfig } from 'cosmiconfig'
import { UserError } from '../exit.js'
import { exitCodes } from '../exit-codes.js'
import { SettingsFile } from './declared.js'
import type { Layer } from './settings.js'

const PLACES = [
  'azora.config.json',
  'azora.config.yaml',
  'azora.config.yml',
  '.azorarc.json',
  '.azorarc.yaml',
  '.azorarc.yml',
  'package.json',
]

const EXECUTABLE = new Set(['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts'])

/**
 * The project's configuration file. A file that is code is read only if it is named: no folder one happens to stand in
 * is trusted to run code.
 */
export async function projectLayer(root: string, named: string | undefined): Promise<Layer | null> {
  if (named !== undefined) return layer(await content(named), relative(root, named))
  const found = await searched(() => explorer(PLACES).search(root))
  return found && layer(found.config, basename(found.filepath))
}

/** The user's own file, below what the project says. */
export async function userLayer(env: Readonly<Record<string, string | undefined>>): Promise<Layer | null> {
  const folder = join(env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'azora')
  const found = await searched(() => explorer(['config.json', 'config.yaml', 'config.yml']).search(folder))
  return found && layer(found.config, found.filepath.replace(homedir(), '~'))
}

function explorer(searchPlaces: string[]) {
  return cosmiconfig('azora', { searchPlaces, searchStrategy: 'none', cache: false })
}

async function content(path: string): Promise<unknown> {
  if (EXECUTABLE.has(extname(path))) {
    const { createJiti } = await import('jiti')
    return readable(path, () => createJiti(import.meta.url).import(path, { default: true }))
  }
  const found = await searched(() => cosmiconfig('azora', { cache: false }).load(path))
  return found?.config ?? {}
}

async function searched<T>(search: () => Promise<T>): Promise<T> {
  try {
    return await search()
  } catch (cause) {
    throw new UserError('invalid-configuration', `A configuration file cannot be read: ${sentence(cause)}`, {
      cause,
    })
  }
}

async function readable<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (cause) {
    throw new UserError('unreadable-file', `${path} could not be loaded: ${sentence(cause)}`, {
      cause,
      exitCode: exitCodes.invalidConfiguration,
    })
  }
}

function layer(config: unknown, file: string): Layer {
  const parsed = SettingsFile.safeParse(config ?? {})
  if (parsed.success) return { origin: () => file, values: parsed.data }
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.') || file}: ${message}`)
  throw new UserError('invalid-configuration', `${file} is not a configuration of azora`, { faults })
}

function sentence(cause: unknown) {
  return cause instanceof Error ? cause.message : String(cause)
}

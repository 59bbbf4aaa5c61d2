import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { bundleOptions } from '../../packages/cli/bin/bundle-options.mjs'

/** Flags that every command takes. */
const GLOBALS = ['--json', '--root', '--config', '--no-color', '--verbose', '--help', '-h', '--version', '-V']

const ENTRY = `
  export { everyCommand } from './src/every-command.js'
  export { flagName } from './src/parameters.js'`

/**
 * Every command there is, operations of contracts included, with its flags: from the sources of the command line.
 *
 * @returns {Promise<Pick<import('./commands.mjs').Known, 'commands' | 'globals'>>}
 */
export async function knownCommands(root) {
  const entries = await withCommandSources(root, async ({ everyCommand, flagName }) => {
    const named = await everyCommand({ operations: true })
    const flagsOf = ({ flags = {} }) =>
      Object.entries(flags).flatMap(([name, { short }]) => [
        `--${flagName(name)}`,
        ...(short ? [`-${short}`] : []),
      ])
    return named.map(({ path, node }) => [
      path,
      { flags: new Set(flagsOf(node)), isGroup: node.kind === 'group' },
    ])
  })
  return { commands: new Map(entries), globals: new Set(GLOBALS) }
}

/** Commands are loaded as they are asked for, so the bundle stays until the work with them is done. */
async function withCommandSources(root, work) {
  const cli = join(root, 'packages/cli')
  const cache = join(root, 'node_modules/.cache')
  mkdirSync(cache, { recursive: true })
  const outdir = mkdtempSync(join(cache, 'azora-commands-'))
  try {
    const stdin = { contents: ENTRY, resolveDir: cli, sourcefile: 'commands.ts', loader: 'ts' }
    const { entryPoints: _main, ...options } = bundleOptions(cli)
    await build({ ...options, stdin, outdir, entryNames: 'commands', logLevel: 'error' })
    return await work(await import(pathToFileURL(join(outdir, 'commands.mjs')).href))
  } finally {
    rmSync(outdir, { recursive: true })
  }
}

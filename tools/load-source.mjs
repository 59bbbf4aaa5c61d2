// Imports TypeScript sources from a plain script, without a build.
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = join(import.meta.dirname, '..')

/** What the modules at `entries`, paths from the repository's root, export together; they share one copy of all they import. */
export function loadSource(...entries) {
  return loadEntries(entries)
}

/**
 * As {@link loadSource}, with some packages replaced by one file of ours: a light part of a heavy package.
 *
 * @param {string[]} entries
 * @param {Record<string, string>} alias
 */
export async function loadEntries(entries, alias = {}) {
  const folder = join(root, 'node_modules/.cache/azora')
  const outfile = join(folder, `sources-${process.pid}-${performance.now()}.mjs`)
  await mkdir(folder, { recursive: true })
  await build({
    stdin: { contents: entries.map(entry => `export * from './${entry}'`).join('\n'), resolveDir: root },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    conditions: ['@azora/source'],
    alias: Object.fromEntries(Object.entries(alias).map(([name, file]) => [name, join(root, file)])),
    // CommonJS packages within the bundle ask for Node's own modules by `require`.
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url)",
    },
    logLevel: 'error',
  })
  try {
    return await import(pathToFileURL(outfile).href)
  } finally {
    await rm(outfile)
  }
}

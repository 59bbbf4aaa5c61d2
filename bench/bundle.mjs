import { join } from 'node:path'
import { build } from 'esbuild'

const BANNER =
  "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url)"

/** One file of a service and all it imports, as the platform runs it; readable, so that a profile can name what it sees. */
export async function bundled(entry, folder) {
  const outfile = join(folder, 'main.mjs')
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    conditions: ['@azora/source'],
    banner: { js: BANNER },
    minifySyntax: true,
    logLevel: 'error',
  })
  return outfile
}

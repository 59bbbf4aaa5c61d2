// Writes schemas/ and docs/reference/cli.md from the commands. `--check` writes nothing and exits 1 if a file is stale.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { bundleOptions } from './bin/bundle-options.mjs'

const packageFolder = import.meta.dirname
const root = join(packageFolder, '../..')
const schemas = join(packageFolder, 'schemas')

async function generated() {
  const cache = join(root, 'node_modules/.cache')
  mkdirSync(cache, { recursive: true })
  const outdir = mkdtempSync(join(cache, 'azora-cli-'))
  try {
    const entryPoints = { reference: join(packageFolder, 'src/reference/reference-files.ts') }
    await build({ ...bundleOptions(packageFolder), entryPoints, outdir, logLevel: 'error' })
    const { referenceFiles } = await import(pathToFileURL(join(outdir, 'reference.mjs')).href)
    return await referenceFiles(root)
  } finally {
    rmSync(outdir, { recursive: true })
  }
}

const files = await generated()
const textOf = path => (existsSync(path) ? readFileSync(path, 'utf8') : undefined)
const stale = files.filter(({ path, text }) => textOf(join(root, path)) !== text)
const wanted = new Set(files.map(({ path }) => join(root, path)))
const surplus = (existsSync(schemas) ? readdirSync(schemas) : [])
  .map(name => join(schemas, name))
  .filter(path => !wanted.has(path))

if (process.argv.includes('--check')) {
  for (const path of [...stale.map(({ path }) => path), ...surplus]) {
    console.error(`${path} is stale: run \`npm run reference -w @azora/cli\``)
  }
  process.exitCode = stale.length + surplus.length > 0 ? 1 : 0
} else {
  for (const { path, text } of stale) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  for (const path of surplus) rmSync(path)
}

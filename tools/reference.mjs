// Writes docs/reference from what is declared: problems, routes and events from the contracts, configuration from each
// service's settings, the manifest from its schema. `--check` writes nothing and exits 1, naming what is stale.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadSource } from './load-source.mjs'
import { configuredServices } from './reference/configuration.mjs'
import { referencePages } from './reference/pages.mjs'

const root = join(import.meta.dirname, '..')
const folder = join(root, 'docs/reference')
const words = await loadSource(
  'packages/contracts/src/index.ts',
  'packages/contracts/src/platform.ts',
  'packages/contracts/src/asyncapi.ts',
)
const pages = await referencePages(root, { words, services: configuredServices(root) })

const isStale = ([name, text]) =>
  !existsSync(join(folder, name)) || readFileSync(join(folder, name), 'utf8') !== text
const stale = Object.entries(pages).filter(isStale)
if (process.argv.includes('--check')) {
  for (const [name] of stale) console.error(`docs/reference/${name} is stale: run \`npm run docs\``)
  process.exitCode = stale.length > 0 ? 1 : 0
} else {
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of stale) writeFileSync(join(folder, name), text)
}

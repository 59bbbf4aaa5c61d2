// Writes docs/reference from what is declared: problems, routes and events from the contracts, configuration from each
// service's settings, the manifest from its schema. `--check` writes nothing and exits 1, naming what is stale.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadSource } from './load-source.mjs'
import { configurationPage } from './reference/configuration.mjs'
import { eventsPage } from './reference/events.mjs'
import { manifestPage } from './reference/manifest.mjs'
import { problemsPage } from './reference/problems.mjs'
import { routesPage } from './reference/routes.mjs'

const root = join(import.meta.dirname, '..')
const folder = join(root, 'docs/reference')
const words = await loadSource(
  'packages/contracts/src/index.ts',
  'packages/contracts/src/platform.ts',
  'packages/contracts/src/compatibility.ts',
)
const pages = {
  'problems.md': problemsPage(words),
  'routes.md': routesPage(words),
  'events.md': eventsPage(words),
  'configuration.md': await configurationPage(root),
  'manifest.md': manifestPage(root),
}

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

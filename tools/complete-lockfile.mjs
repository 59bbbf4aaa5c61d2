// Lists in package-lock.json the optional binaries that npm left out: those the registry it asked does not carry, and those
// it drops beside an installed node_modules. Without them `npm ci` calls the lockfile out of sync, or
// installs a tool without its binary on another platform. Run it after every `npm install`; `--check` writes nothing and exits 1 if one is missing.
//
// What is added here has no checksum, for nobody has downloaded it: the next `npm install` on such a platform fills it in.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { completed } from './lockfile/platforms.mjs'

const file = join(import.meta.dirname, '../package-lock.json')
const lock = JSON.parse(readFileSync(file, 'utf8'))
const { packages, added } = completed(lock.packages)

if (process.argv.includes('--check')) {
  for (const path of added)
    console.error(`package-lock.json lacks ${path}: run \`node tools/complete-lockfile.mjs\``)
  process.exitCode = added.length > 0 ? 1 : 0
} else if (added.length > 0) {
  writeFileSync(file, `${JSON.stringify({ ...lock, packages }, null, 2)}\n`)
  console.log(`Added ${added.length} binaries of other platforms`)
}

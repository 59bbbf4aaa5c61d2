// Lists in the lockfiles the optional binaries that npm left out: those its registry does not carry, and those it drops beside
// an installed node_modules. Without them `npm ci` fails, or installs a tool without its binary on another platform. To be run
// after every `npm install`; `--check` writes nothing and exits 1 if one is missing.
//
// What is added here has no checksum, for nobody has downloaded it: the next `npm install` on such a platform fills it in.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { completed } from './lockfile/platforms.mjs'

const LOCKFILES = ['package-lock.json', 'bench/peers/package-lock.json']
const isCheck = process.argv.includes('--check')

for (const path of LOCKFILES) {
  const file = join(import.meta.dirname, '..', path)
  const lock = JSON.parse(readFileSync(file, 'utf8'))
  const { packages, added } = completed(lock.packages)
  if (added.length === 0) continue
  if (isCheck) refuse(path, added)
  else {
    writeFileSync(file, `${JSON.stringify({ ...lock, packages }, null, 2)}\n`)
    console.log(`Added ${added.length} binaries of other platforms to ${path}`)
  }
}

function refuse(path, added) {
  for (const lacking of added)
    console.error(`${path} lacks ${lacking}: run \`node tools/complete-lockfile.mjs\``)
  process.exitCode = 1
}

// Writes src/generated from the contracts of the platform. `--check` writes nothing and exits 1 if a file is stale.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadSource } from '../../tools/load-source.mjs'

const folder = join(import.meta.dirname, 'src/generated')
const { platform, generatePlatform } = await loadSource(
  'packages/contracts/src/platform.ts',
  'packages/sdk/src/generate/index.ts',
)

const hasProblems = service =>
  existsSync(join(import.meta.dirname, `../contracts/src/${service}/problems.ts`))
const wanted = new Map(generatePlatform(platform, hasProblems).map(({ name, text }) => [name, text]))

const present = existsSync(folder) ? readdirSync(folder) : []
const textOf = name => (present.includes(name) ? readFileSync(join(folder, name), 'utf8') : undefined)
const stale = [...wanted.keys()].filter(name => textOf(name) !== wanted.get(name))
const surplus = present.filter(name => !wanted.has(name))

if (process.argv.includes('--check')) {
  const wrong = [...stale, ...surplus]
  if (wrong.length > 0)
    console.error(`stale in packages/sdk/src/generated: ${wrong.join(', ')}; run \`npm run generate\``)
  process.exit(wrong.length > 0 ? 1 : 0)
}
mkdirSync(folder, { recursive: true })
for (const name of stale) writeFileSync(join(folder, name), wanted.get(name))
for (const name of surplus) rmSync(join(folder, name))

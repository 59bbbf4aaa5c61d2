// Writes src/platform.ts: the list of all contracts, one per folder of src that has an index.ts.
// `--check` writes nothing and exits 1 if the file is stale.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadSource } from '../../tools/load-source.mjs'

const source = join(import.meta.dirname, 'src')
const target = join(source, 'platform.ts')
const { platformText } = await loadSource('packages/contracts/src/platform-text.ts')

const folders = readdirSync(source, { withFileTypes: true })
  .filter(entry => entry.isDirectory() && existsSync(join(source, entry.name, 'index.ts')))
  .map(entry => entry.name)

const wanted = platformText(folders)
const fresh = existsSync(target) && readFileSync(target, 'utf8') === wanted
if (process.argv.includes('--check')) {
  if (!fresh) console.error('packages/contracts/src/platform.ts is stale: run `npm run generate`')
  process.exit(fresh ? 0 : 1)
}
if (!fresh) writeFileSync(target, wanted)

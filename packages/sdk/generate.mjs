// Writes src/generated from the contracts of the platform. `--check` writes nothing and exits 1 if a file is stale.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = dirname(fileURLToPath(import.meta.url))
const folder = join(root, 'src/generated')

const hasProblems = service => existsSync(join(root, `../contracts/src/${service}/problems.ts`))

/** The generator and the contracts, from their sources: nothing has to be built first. */
async function generated() {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { platform } from '@azora/contracts/platform'
        import { generatePlatform } from './src/generate/index.ts'
        export const generate = hasProblems => generatePlatform(platform, hasProblems)`,
      resolveDir: root,
    },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    conditions: ['@azora/source'],
  })
  const source = Buffer.from(outputFiles[0].contents).toString('base64')
  return (await import(`data:text/javascript;base64,${source}`)).generate(hasProblems)
}

const files = await generated()
const wanted = new Map(files.map(({ name, text }) => [name, text]))
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

// Writes azora.schema.json anew from the zod schema; a test fails while it is stale.
import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { build } from 'esbuild'

const { outputFiles } = await build({
  entryPoints: ['src/json-schema.ts'],
  bundle: true,
  write: false,
  format: 'esm',
  platform: 'node',
  conditions: ['@azora/source'],
})
const { manifestJsonSchema } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`
)
await writeFile('azora.schema.json', JSON.stringify(manifestJsonSchema(), null, 2))
execFileSync('npx', ['biome', 'format', '--write', 'azora.schema.json'], { stdio: 'inherit' })

import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { expect, it } from 'vitest'
import { learnNames } from '../src/bundle/commonjs-later.js'

it('the services of this repository are built once, for what they import later is known', async () => {
  const services = ['auth', 'education', 'gateway', 'nexus']
  const { metafile } = await build({
    absWorkingDir: fileURLToPath(new URL('../../..', import.meta.url)),
    entryPoints: services.map(name => `services/${name}/src/main.ts`),
    outdir: 'nowhere',
    write: false,
    metafile: true,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@azora/source'],
    external: ['@node-rs/*', 'pg-native'],
    logLevel: 'error',
  })
  expect(learnNames(metafile)).toBe(false)
}, 120_000)

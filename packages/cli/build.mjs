// Bundles the command line for publishing, into dist: the bin uses it where there are no sources.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { bundleOptions } from './bin/bundle-options.mjs'

const packageFolder = import.meta.dirname
const outdir = join(packageFolder, 'dist')

rmSync(outdir, { recursive: true, force: true })
await build({ ...bundleOptions(packageFolder, { externals: 'by-name' }), outdir, logLevel: 'warning' })

// Type-checks the package it is run in with the native compiler; one thread is faster on two cores than its default.
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'

const tsc = createRequire(import.meta.url)
  .resolve('typescript7/package.json')
  .replace(/package\.json$/, 'bin/tsc')
const { status } = spawnSync(
  process.execPath,
  [tsc, '--noEmit', '--singleThreaded', '-p', '.', ...process.argv.slice(2)],
  { stdio: 'inherit' },
)
process.exit(status ?? 1)

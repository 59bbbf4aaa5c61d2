// What the SDK costs those who use it, against its budgets: `npm run bench -w @azora/sdk`, with `--json` for programs.
// Times are processor time, medians of interleaved runs: the wall clock would measure what else the machine does.
import { execFileSync, spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { staged } from './staged.mjs'

const RUNS = 15
const workspace = resolve(import.meta.dirname, '../../..')
const stage = await staged()

const median = numbers => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]
const kilobytes = bytes => Math.round((bytes / 1024) * 100) / 100

/** Seconds of processor time a type checker needs for one file of the project. */
function typeCheckSeconds(file) {
  const compiler = join(workspace, 'node_modules/typescript7/bin/tsc')
  const options = [
    '--noEmit',
    '--singleThreaded',
    '--strict',
    '--skipLibCheck',
    '--module',
    'nodenext',
    '--target',
    'es2022',
  ]
  const command = [process.execPath, compiler, ...options, file].map(word => `'${word}'`).join(' ')
  const { status, stdout } = spawnSync('sh', ['-c', `${command} && times`], {
    cwd: stage.project,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stdout)
  // The last line has the times of what the shell ran, user and system: `0m0.512s 0m0.087s`.
  const times = stdout
    .trim()
    .split('\n')
    .at(-1)
    .matchAll(/([\d.]+)s/g)
  return Array.from(times, ([, seconds]) => Number(seconds)).reduce((sum, seconds) => sum + seconds)
}

/** Milliseconds of processor time that importing the SDK takes when axios is loaded already. */
function importMs() {
  const source = `
    await import('axios')
    const before = process.cpuUsage()
    await import('@azora/sdk')
    const { user, system } = process.cpuUsage(before)
    console.log((user + system) / 1_000)`
  const options = { cwd: stage.project, encoding: 'utf8' }
  return Number(execFileSync(process.execPath, ['--input-type=module', '--eval', source], options))
}

/** Compressed size of what a browser loads. */
async function bundled(contents, external) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: stage.project, loader: 'ts' },
    bundle: true,
    write: false,
    minify: true,
    platform: 'browser',
    format: 'esm',
    external,
  })
  return gzipSync(outputFiles[0].contents, { level: 9 }).length
}

const checks = Array.from(
  { length: RUNS },
  () => typeCheckSeconds('consumer.ts') - typeCheckSeconds('empty.ts'),
)
const largest = stage.clients.map(({ text }) => bundled(text, ['@azora/sdk/runtime']))
const figures = [
  { what: 'type check of a consumer beyond an empty file, s', figure: median(checks), budget: 0.05 },
  {
    what: 'declarations of 180 routes, KB',
    figure: kilobytes(stage.declarations.map(([, text]) => text).join('').length),
    budget: 100,
  },
  {
    what: 'core beside axios, KB compressed',
    figure: kilobytes(await bundled("export * from '@azora/sdk/runtime'", ['axios'])),
    budget: 5,
  },
  {
    what: 'entry of a service of 36 routes, KB compressed',
    figure: kilobytes(Math.max(...(await Promise.all(largest)))),
    budget: 3,
  },
  {
    what: 'education with axios, KB compressed',
    figure: kilobytes(await bundled("export * from '@azora/sdk/education'", [])),
    budget: null,
  },
  { what: 'import beyond axios, ms', figure: median(Array.from({ length: RUNS }, importMs)), budget: 40 },
]
stage.remove()

const rows = figures.map(({ what, figure, budget }) => ({
  what,
  figure: Number(figure.toFixed(3)),
  budget,
  reached: budget === null || figure <= budget,
}))
if (process.argv.includes('--json'))
  console.log(JSON.stringify({ schemaVersion: 1, node: process.version, runs: RUNS, figures: rows }))
else console.table(rows)

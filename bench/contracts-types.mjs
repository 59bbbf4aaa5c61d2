// How long the types of contracts take to check: `node bench/contracts-types.mjs [--json]`.
// Median of five runs of the native compiler with one thread, beyond what an empty file takes, for the package itself and for
// a generated contract of 180 routes with handlers' types read from every one of them.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const RUNS = 5
const ROUTES = 180
const here = import.meta.dirname
const tsc = createRequire(import.meta.url)
  .resolve('typescript7/package.json')
  .replace(/package\.json$/, 'bin/tsc')

/** One check of a folder: wall time, type instantiations, memory. */
function check(folder) {
  const begin = performance.now()
  const flags = ['--noEmit', '--singleThreaded', '--extendedDiagnostics', '-p', folder]
  const output = execFileSync(process.execPath, [tsc, ...flags], { encoding: 'utf8' })
  const figure = name => Number(new RegExp(`^${name}:\\s+([\\d.]+)`, 'm').exec(output)?.[1] ?? 0)
  return {
    ms: performance.now() - begin,
    instantiations: figure('Instantiations'),
    memoryKb: figure('Memory used'),
  }
}

/** The run whose time is the median. */
function median(folder) {
  const runs = Array.from({ length: RUNS }, () => check(folder)).toSorted((a, b) => a.ms - b.ms)
  return runs[Math.floor(RUNS / 2)]
}

/** A project of one file below this folder, so that packages resolve as everywhere. */
function project(parent, name, text) {
  const folder = join(parent, name)
  mkdirSync(folder)
  writeFileSync(
    join(folder, 'tsconfig.json'),
    '{ "extends": "../../../tsconfig.base.json", "include": ["*.ts"] }',
  )
  writeFileSync(join(folder, 'index.ts'), text)
  return folder
}

const routeText = index => `
    r${index}: route.post('/things/{thingId}/r${index}', {
      summary: 'Do it', access: 'user', query: PageQuery, body: z.object({ a${index}: z.string(), count: z.int().default(1) }),
      returns: page(Thing.extend({ b${index}: z.array(z.string()).optional() })), problems: [Missing],
    }),`

const largeContract = `
import * as z from 'zod'
import { type BodyOf, type CallOf, contract, PageQuery, page, problem, type ReturnsOf, route } from '@azora/contracts'
const Missing = problem('missing', 404, 'Missing')
const Thing = z.object({ id: z.uuid(), name: z.string(), createdAt: z.iso.datetime() })
export const large = contract('large', { title: 'Large', description: 'Large', routes: { things: {${Array.from({ length: ROUTES }, (_, index) => routeText(index)).join('')}
} } })
type Things = typeof large.routes.things
export type Handlers = { [N in keyof Things]: (request: { body: BodyOf<Things[N]> }) => ReturnsOf<Things[N]> }
export type Client = { [N in keyof Things]: (call: CallOf<Things[N]>) => Promise<ReturnsOf<Things[N]>> }
${Array.from({ length: ROUTES }, (_, index) => `export const h${index}: Parameters<Handlers['r${index}']>[0]['body']['count'] = 1\nexport const c${index}: Awaited<ReturnType<Client['r${index}']>>['nextCursor'] = null`).join('\n')}
`

const scratch = mkdtempSync(join(here, '.types-'))
try {
  const empty = median(project(scratch, 'empty', 'export {}\n'))
  const rows = Object.entries({
    'packages/contracts': join(here, '../packages/contracts'),
    [`${ROUTES} routes, inferred`]: project(scratch, 'large', largeContract),
  }).map(([name, folder]) => ({ name, ...median(folder) }))
  report(rows.map(row => ({ ...row, ms: Math.round(row.ms), beyondEmptyMs: Math.round(row.ms - empty.ms) })))
} finally {
  rmSync(scratch, { recursive: true })
}

function report(rows) {
  if (process.argv.includes('--json')) console.log(JSON.stringify({ schemaVersion: 1, runs: RUNS, rows }))
  else console.table(rows)
}

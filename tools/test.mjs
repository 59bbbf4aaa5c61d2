// `npm test`, `npm run test:integration`: runs one kind of suite in every package and adds up what the runners report.
//
//   node tools/test.mjs [unit | integration | e2e] [turbo's flags, such as --filter=@azora/sdk or --force]
//
// The last line is `N passed, N failed`. Suites without a report or without a test count as failed; skipped tests are named.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runTurbo } from './run-turbo.mjs'
import { startPostgres } from './test/postgres.mjs'
import { clearReports, readReport, suitesOf } from './test/suites.mjs'
import { summaryOf } from './test/summary.mjs'

const root = join(import.meta.dirname, '..')
const TASKS = {
  unit: ['test', 'test:tools'],
  integration: ['test:integration', 'test:ci'],
  e2e: ['test:e2e', 'test:attack'],
}
const [first = 'unit', ...others] = process.argv.slice(2)
const [kind, flags] = first in TASKS ? [first, others] : ['unit', [first, ...others]]

const suites = suitesOf(root, TASKS[kind], flags)
clearReports(suites)
const postgres = await startPostgres(process.env)
const options = ['--continue', '--output-logs=errors-only', '--concurrency=2']
const status = await runTurbo([...TASKS[kind], ...options, ...flags], postgres.env)
await postgres.stop()

const summary = summaryOf(suites.map(suite => ({ ...suite, report: readReport(suite) })))
mkdirSync(join(root, 'reports'), { recursive: true })
writeFileSync(
  join(root, `reports/${kind}-summary.json`),
  `${JSON.stringify({ ...summary.counts, reasons: summary.reasons })}\n`,
)
console.log(summary.text)
process.exitCode = status === 0 && summary.counts.failed === 0 ? 0 : 1

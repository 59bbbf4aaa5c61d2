import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { clearReports, readReport, suitesOf } from './suites.mjs'
import { summaryOf } from './summary.mjs'

const assertion = (status, fullName) => ({ status, fullName })
const file = (assertionResults, rest = {}) => ({
  name: 'a.test.ts',
  status: 'passed',
  assertionResults,
  ...rest,
})
const suite = (name, ...testResults) => ({ name, task: 'test', report: { testResults } })
const lastLine = text => text.split('\n').at(-1)

describe('a summary', () => {
  test('adds up all suites and ends with the sum', () => {
    const one = suite('one', file([assertion('passed', 'a'), assertion('passed', 'b')]))
    const two = suite(
      'two',
      file([assertion('passed', 'c')]),
      file([{ ...assertion('failed', 'd'), failureMessages: ['1 is not 2'] }], { status: 'failed' }),
    )
    const { counts, reasons, text } = summaryOf([one, two])
    expect(reasons).toEqual(['two: d\n    1 is not 2'])
    expect(counts).toEqual({ passed: 3, failed: 1, skipped: 0 })
    expect(text).toContain('  two: d')
    expect(lastLine(text)).toBe('3 passed, 1 failed')
  })

  test.each(['pending', 'skipped', 'todo'])('names a test that is %s', status => {
    const { counts, text } = summaryOf([
      suite('one', file([assertion('passed', 'a'), assertion(status, 'later')])),
    ])
    expect(counts).toEqual({ passed: 1, failed: 0, skipped: 1 })
    expect(text).toContain('Skipped:\n  one: later')
  })

  test('takes a missing report for a failure', () => {
    const { text } = summaryOf([{ name: 'one', task: 'test', report: undefined }])
    expect(text).toContain('one test: it did not report')
    expect(lastLine(text)).toBe('0 passed, 1 failed')
  })

  test('takes an empty suite for a failure', () => {
    expect(summaryOf([suite('one')]).text).toContain('one test: it has no test')
    expect(summaryOf([suite('one', file([]))]).counts.failed).toBe(1)
  })

  test('takes a file that could not be loaded for a failure', () => {
    const broken = file([], { status: 'failed', message: 'SyntaxError' })
    const { counts, text } = summaryOf([suite('one', file([assertion('passed', 'a')]), broken)])
    expect(counts).toEqual({ passed: 1, failed: 1, skipped: 0 })
    expect(text).toContain('a.test.ts could not be run: SyntaxError')
  })
})

describe('the suites of a run', () => {
  function repository() {
    const root = mkdtempSync(join(tmpdir(), 'suites '))
    onTestFinished(() => rmSync(root, { recursive: true }))
    const write = (folder, manifest) => {
      mkdirSync(join(root, folder), { recursive: true })
      writeFileSync(join(root, folder, 'package.json'), JSON.stringify(manifest))
    }
    write('.', {
      name: 'root',
      workspaces: ['packages/*', 'e2e'],
      scripts: { test: 'node tools/test.mjs', 'test:tools': 'vitest' },
    })
    write('packages/a', { name: '@x/a', scripts: { test: 'vitest run' } })
    write('packages/b', { name: '@x/b', scripts: {} })
    write('e2e', { name: '@x/e2e', scripts: { 'test:e2e': 'vitest run' } })
    return root
  }

  test('are the workspaces that have the script, and the root', () => {
    const suites = suitesOf(repository(), ['test', 'test:tools'])
    expect(suites.map(({ name, task }) => `${name} ${task}`)).toEqual(['root test:tools', '@x/a test'])
  })

  test('are narrowed by a filter', () => {
    expect(suitesOf(repository(), ['test', 'test:tools'], ['--filter=@x/a']).map(({ name }) => name)).toEqual(
      ['@x/a'],
    )
  })

  test('lose the reports of an earlier run', () => {
    const [suite] = suitesOf(repository(), ['test:e2e'])
    mkdirSync(join(suite.file, '..'))
    writeFileSync(suite.file, '{"testResults":[]}')
    expect(readReport(suite)).toEqual({ testResults: [] })
    clearReports([suite])
    expect(readReport(suite)).toBeUndefined()
  })

  test('have no report where the runner died while writing', () => {
    const [suite] = suitesOf(repository(), ['test:e2e'])
    mkdirSync(join(suite.file, '..'))
    writeFileSync(suite.file, '{"testRes')
    expect(readReport(suite)).toBeUndefined()
  })
})

/**
 * What one suite's runner reported, in the form Jest and vitest share; undefined if it reported nothing.
 *
 * @typedef {{ name: string, task: string, report?: Report }} Reported
 * @typedef {{ testResults: { name: string, status: string, message?: string, assertionResults: Assertion[] }[] }} Report
 * @typedef {{ status: 'passed' | 'failed' | 'pending' | 'skipped' | 'todo', fullName: string, failureMessages?: string[] }} Assertion
 */

/**
 * Adds up the reports of a run. A test file that could not be loaded, a suite without a test and a missing report count as
 * one failure each.
 *
 * @param {Reported[]} suites
 * @returns {{ counts: { passed: number, failed: number, skipped: number }, reasons: string[], text: string }} Reasons: each
 * failed test with how it failed.
 */
export function summaryOf(suites) {
  const results = suites.map(resultOf)
  const failures = results.flatMap(({ failed }) => failed)
  const skipped = results.flatMap(({ skipped }) => skipped)
  const passed = results.reduce((sum, result) => sum + result.passed, 0)
  const lines = [
    ...results.map(
      ({ suite, passed, failed }) =>
        `${String(passed).padStart(6)} ${failed.length > 0 ? `(${failed.length} failed) ` : ''}${suite}`,
    ),
    ...section('Skipped', skipped),
    ...section('Failed', failures),
    '',
    `${passed} passed, ${failures.length} failed`,
  ]
  const counts = { passed, failed: failures.length, skipped: skipped.length }
  return { counts, reasons: results.flatMap(({ reasons }) => reasons), text: lines.join('\n') }
}

const LONGEST_REASON = 800

const section = (title, names) =>
  names.length > 0 ? ['', `${title}:`, ...names.map(name => `  ${name}`)] : []

/** @param {Reported} reported */
function resultOf({ name, task, report }) {
  const suite = `${name} ${task}`
  if (!report) {
    const failed = [`${suite}: it did not report`]
    return { suite, passed: 0, skipped: [], failed, reasons: failed }
  }
  const assertions = report.testResults.flatMap(file => file.assertionResults)
  const called = wanted =>
    assertions.filter(({ status }) => wanted.includes(status)).map(({ fullName }) => `${name}: ${fullName}`)
  const unloaded = report.testResults
    .filter(
      file => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
    )
    .map(file => `${name}: ${file.name} could not be run: ${file.message ?? 'no reason given'}`)
  const empty = assertions.length === 0 && unloaded.length === 0 ? [`${suite}: it has no test`] : []
  const reasons = assertions
    .filter(({ status }) => status === 'failed')
    .map(({ fullName, failureMessages }) => `${name}: ${fullName}\n${excerptOf(failureMessages)}`)
  return {
    suite,
    passed: called(['passed']).length,
    skipped: called(['pending', 'skipped', 'todo']),
    failed: [...called(['failed']), ...unloaded, ...empty],
    reasons: [...reasons, ...unloaded, ...empty],
  }
}

/** The beginning of what a test said when it failed, indented. */
function excerptOf(messages = []) {
  const text = messages.join('\n').slice(0, LONGEST_REASON)
  return text.replace(/^/gm, '    ')
}

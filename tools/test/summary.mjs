/**
 * What one suite's runner reported, in the form Jest and vitest share; undefined if it reported nothing.
 *
 * @typedef {{ name: string, task: string, report?: Report }} Reported
 * @typedef {{ testResults: { name: string, status: string, message?: string, assertionResults: Assertion[] }[] }} Report
 * @typedef {{ status: 'passed' | 'failed' | 'pending' | 'skipped' | 'todo', fullName: string }} Assertion
 */

/**
 * Adds up the reports of a run. A test file that could not be loaded, a suite without a test and a missing report count as
 * one failure each.
 *
 * @param {Reported[]} suites
 * @returns {{ counts: { passed: number, failed: number, skipped: number }, text: string }}
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
  return { counts: { passed, failed: failures.length, skipped: skipped.length }, text: lines.join('\n') }
}

const section = (title, names) =>
  names.length > 0 ? ['', `${title}:`, ...names.map(name => `  ${name}`)] : []

/** @param {Reported} reported */
function resultOf({ name, task, report }) {
  const suite = `${name} ${task}`
  if (!report) return { suite, passed: 0, skipped: [], failed: [`${suite}: it did not report`] }
  const assertions = report.testResults.flatMap(file => file.assertionResults)
  const called = wanted =>
    assertions.filter(({ status }) => wanted.includes(status)).map(({ fullName }) => `${name}: ${fullName}`)
  const unloaded = report.testResults
    .filter(
      file => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
    )
    .map(file => `${name}: ${file.name} could not be run: ${file.message ?? 'no reason given'}`)
  const empty = assertions.length === 0 && unloaded.length === 0 ? [`${suite}: it has no test`] : []
  return {
    suite,
    passed: called(['passed']).length,
    skipped: called(['pending', 'skipped', 'todo']),
    failed: [...called(['failed']), ...unloaded, ...empty],
  }
}

import { code, page } from './markdown.mjs'

const INTRO = `Every failure is Problem Details for HTTP APIs (RFC 9457), \`application/problem+json\`. Compare the \`code\`, or catch the
class of that name from \`@azora/sdk\`; a code is never used for another meaning. \`invalid-request\` carries \`errors\`: every fault
of the request by JSON Pointer.`

/** One heading per problem: its \`type\` leads here. */
export function problemsPage({ platform, operationsOf, ...words }) {
  const shared = Object.values(words).filter(word => isProblemClass(word))
  const declared = new Map(shared.map(problem => [problem.code, { problem, operations: [], isShared: true }]))
  for (const { name, routes } of platform) {
    for (const operation of operationsOf({ routes })) {
      for (const problem of operation.problems) {
        const entry = declared.get(problem.code) ?? { problem, operations: [], isShared: false }
        entry.operations.push(`${name}.${operation.id}`)
        declared.set(problem.code, entry)
      }
    }
  }
  const entries = [...declared.values()].toSorted((a, b) => (a.problem.code < b.problem.code ? -1 : 1))
  return page('Problems', INTRO, entries.map(section))
}

const isProblemClass = word =>
  typeof word === 'function' && typeof word.code === 'string' && typeof word.status === 'number'

function section({ problem, operations, isShared }) {
  const answered = isShared
    ? 'Shared by all services.'
    : `Answered by ${operations.map(id => code(id)).join(', ')}.`
  return [`## ${problem.code}`, `**${problem.status}** · ${problem.title}.`, answered].join('\n\n')
}

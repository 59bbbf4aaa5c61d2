import { code, page, table } from './markdown.mjs'

const INTRO = `Every operation of the platform, as the gateway serves it. The name is the same everywhere: \`azora.<name>\` in the SDK, \`azora call
<name>\` in the terminal. Problems shared by all routes are in [problems](problems.md).`

/** One section per service, one table per resource. */
export function routesPage({ platform, operationsOf, gatewayPath, problemsOf }) {
  const sections = platform.map(({ name, title, description, routes }) => {
    const operations = operationsOf({ routes })
    const resources = [...new Set(operations.map(({ resource }) => resource))].map(resource => {
      const rows = operations
        .filter(operation => operation.resource === resource)
        .map(operation =>
          row(operation, gatewayPath(name, operation.path), own(routes, operation, problemsOf)),
        )
      return `### ${name}.${resource}\n\n${table(['operation', 'request', 'who', 'what', 'particular problems'], rows)}`
    })
    return [`## ${title}`, description, ...resources].join('\n\n')
  })
  return page('Routes', INTRO, sections)
}

/** The problems a route names itself: the others are implied by what it declares. */
function own(routes, { resource, name }, problemsOf) {
  const route = routes[resource][name]
  const implied = new Set(problemsOf({ ...route, problems: [] }).map(problem => problem.code))
  return (route.problems ?? []).filter(problem => !implied.has(problem.code))
}

const row = ({ name, method, summary, access, idempotency, ifMatch, intent }, path, problems) => [
  code(name),
  code(`${method} ${path}`),
  access,
  summary + notes(idempotency, ifMatch) + (intent ? `. Say: “${intent.phrases[0]}”` : ''),
  problems.map(problem => `[${problem.code}](problems.md#${problem.code})`).join(', '),
]

function notes(idempotency, ifMatch) {
  const found = [
    ...(idempotency === 'required' ? ['`Idempotency-Key` required'] : []),
    ...(ifMatch ? [`\`If-Match\` ${ifMatch}`] : []),
  ]
  return found.length > 0 ? ` (${found.join(', ')})` : ''
}

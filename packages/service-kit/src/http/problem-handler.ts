import { InternalError, type Problem } from '@azora/contracts'
import { databaseProblem } from '../data/database-problem.js'
import { upstreamProblem } from '../resilience/upstream-problem.js'
import type { KitRequest, KitResponse } from './express-classes.js'
import { send } from './send.js'

/**
 * The one way out for failures: a declared problem is sent as it is, anything else (thrown non-errors included) as
 * `internal-error` whose cause is logged and never sent.
 */
export function sendProblem(request: KitRequest, response: KitResponse, thrown: unknown): void {
  const { context } = request
  const problem = problemOf(thrown)
  if (problem.status >= 500) {
    context.log.error(problem.message, {
      code: problem.code,
      operation: context.operation?.id,
      error: problem.cause ?? problem,
    })
  }
  if (response.headersSent) {
    // Half an answer is worse than none: the client must see that it is cut.
    response.destroy()
    return
  }
  send(request, response, {
    status: problem.status,
    headers: { ...problem.headers, 'content-type': 'application/problem+json' },
    body: JSON.stringify(documentOf(problem, request)),
  })
}

/** What a failure is to the client: its own problem, what trouble with others means, or nobody's business. */
function problemOf(thrown: unknown): Problem {
  const foreign = upstreamProblem(thrown) ?? databaseProblem(thrown)
  return foreign ?? new InternalError(undefined, { cause: thrown })
}

function documentOf(problem: Problem, { context: { path, prefix, requestId } }: KitRequest) {
  return { ...problem.toJSON(), instance: prefix + path, requestId }
}

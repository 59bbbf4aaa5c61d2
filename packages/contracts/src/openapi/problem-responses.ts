import type { Operation } from '../operation.js'
import type { ProblemClass } from '../problem.js'
import type { JsonSchema } from '../schemas/json-schema.js'
import type { Reference, Response } from './document.js'

/** RFC 9457 with Azora's members. */
export const problemSchemas: Record<string, JsonSchema> = {
  Problem: {
    type: 'object',
    description: 'Problem Details for HTTP APIs (RFC 9457).',
    required: ['type', 'title', 'status', 'code'],
    properties: {
      type: { type: 'string', format: 'uri', description: "The problem's page in the reference." },
      title: { type: 'string' },
      status: { type: 'integer', minimum: 400, maximum: 599 },
      detail: { type: 'string' },
      instance: { type: 'string', description: 'The path of the request that failed.' },
      code: { type: 'string', description: 'Stable, never reused: what programs compare.' },
      requestId: { type: 'string' },
      errors: { type: 'array', items: { $ref: '#/components/schemas/Fault' } },
    },
  },
  Fault: {
    type: 'object',
    description: 'One fault of a request, by JSON Pointer (RFC 6901) within the part it was found in.',
    required: ['in', 'pointer', 'message'],
    properties: {
      in: { type: 'string', enum: ['params', 'query', 'headers', 'body'] },
      pointer: { type: 'string' },
      message: { type: 'string' },
    },
  },
}

type Problems = readonly ProblemClass[]

/** The failures of an operation by status, each a reference to a shared response. */
export function problemReferences(operation: Operation): Record<string, Reference> {
  return Object.fromEntries(
    byStatus(operation.problems).map(([status, problems]) => [
      status,
      { $ref: `#/components/responses/${nameOf(problems)}` },
    ]),
  )
}

/** Every response {@link problemReferences} refers to, for all operations of a document. */
export function problemResponses(operations: readonly Operation[]): Record<string, Response> {
  const groups = operations.flatMap(operation => byStatus(operation.problems).map(([, problems]) => problems))
  const named = groups.map(problems => [nameOf(problems), problemResponse(problems)] as const)
  return Object.fromEntries(named.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

function byStatus(problems: Problems): [status: number, problems: Problems][] {
  const statuses = [...new Set(problems.map(problem => problem.status))].toSorted((a, b) => a - b)
  return statuses.map(status => [status, sorted(problems.filter(problem => problem.status === status))])
}

const sorted = (problems: Problems) => [...problems].toSorted((a, b) => (a.code < b.code ? -1 : 1))
const nameOf = (problems: Problems) => [...new Set(problems.map(problem => problem.code))].join('.')

function problemResponse(problems: Problems): Response {
  return {
    description: problems.map(({ code, title }) => `\`${code}\`: ${title}.`).join('\n\n'),
    content: {
      'application/problem+json': {
        schema: {
          allOf: [
            { $ref: '#/components/schemas/Problem' },
            { properties: { code: { enum: problems.map(({ code }) => code) } } },
          ],
        },
        examples: Object.fromEntries(
          problems.map(Problem => [Problem.code, { value: new Problem().toJSON() }]),
        ),
      },
    },
  }
}

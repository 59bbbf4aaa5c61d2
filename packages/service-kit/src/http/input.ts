import { parse as parseQuery } from 'node:querystring'
import { type Fault, InvalidRequest, type Operation, PreconditionRequired, readerOf } from '@azora/contracts'
import type * as z from 'zod'
import type { KitRequest } from './express-classes.js'
import { faultsOf, invalid } from './validate.js'

/** What a handler is given, after the contract has vouched for its types. */
export type Input = Record<string, unknown>

/** Reads a request as the contract declares it. @throws InvalidRequest with every fault, PreconditionRequired */
export type ReadInput = (request: KitRequest) => Input

/** A part of a request that an operation declares. */
interface Part {
  in: Fault['in']
  schema: z.ZodType
  valueOf(request: KitRequest): unknown
}

/** Prepares reading requests for an operation: what it does not declare is not looked at. */
export function inputReader(operation: Operation): ReadInput {
  const parts = partsOf(operation)
  return request => {
    const { context } = request
    const input: Input = {
      params: {},
      query: undefined,
      headers: undefined,
      body: undefined,
      principal: context.principal,
      ifMatch: null,
      context,
    }
    const faults: Fault[] = []
    for (const part of parts) {
      const read = part.schema.safeParse(part.valueOf(request))
      if (read.success) input[part.in] = read.data
      else faults.push(...faultsOf(part.in, read.error))
    }
    if (faults.length > 0) throw invalid(faults)
    if (operation.ifMatch) input['ifMatch'] = versionIn(request.headers['if-match'], operation.ifMatch)
    return input
  }
}

function partsOf({ params, query, headers, body }: Operation): Part[] {
  return [
    ...(Object.keys(params.shape).length > 0
      ? [textPart('params', params, ({ context }) => context.params)]
      : []),
    ...(query ? [textPart('query', query.strict(), queryOf)] : []),
    ...(headers ? [textPart('headers', headers, request => request.headers)] : []),
    ...(body ? [{ in: 'body', schema: body, valueOf: bodyOf } as const] : []),
  ]
}

type TextValues = Parameters<ReturnType<typeof readerOf>>[0]

/** A part that comes as text. */
function textPart(
  where: Fault['in'],
  schema: z.ZodObject,
  textOf: (request: KitRequest) => TextValues,
): Part {
  const read = readerOf(schema)
  return { in: where, schema, valueOf: request => read(textOf(request)) }
}

const bodyOf = ({ body }: KitRequest) => body

function queryOf({ url = '' }: KitRequest): TextValues {
  const start = url.indexOf('?')
  return start < 0 ? {} : parseQuery(url.slice(start + 1))
}

const IF_MATCH = /^"(\d{1,15})"$/

function versionIn(header: string | undefined, ifMatch: 'required' | 'accepted'): number | null {
  if (header === '*') return null
  if (header === undefined) {
    if (ifMatch === 'required') throw new PreconditionRequired()
    return null
  }
  const match = IF_MATCH.exec(header)
  if (match) return Number(match[1])
  throw new InvalidRequest('If-Match must be one version in quotes, as the ETag gave it.', {
    errors: [{ in: 'headers', pointer: '/if-match', message: 'expected "<version>"' }],
  })
}

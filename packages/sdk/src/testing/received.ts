import {
  type Fault,
  IdempotencyKeyRequired,
  InvalidRequest,
  MalformedJson,
  type Operation,
  PreconditionRequired,
  readerOf,
  type TextValues,
  Unauthenticated,
} from '@azora/contracts'
import type * as z from 'zod'
import { schemaFaults } from '../schema-faults.js'

/** A request as it reached the platform. */
export interface Received {
  params: Record<string, string>
  search: URLSearchParams
  headers: Record<string, string>
  text: string | undefined
}

/** The parts of a call that passed its contract. */
export type Accepted = Record<'params' | 'query' | 'headers' | 'body', unknown>

/** Looks at a request as a service does: token, headers that are required, then everything else, all faults at once. */
export function accepted(operation: Operation, received: Received): Accepted {
  refuseIncomplete(operation, received.headers)
  const faults: Fault[] = []
  const check = (part: Fault['in'], schema: z.ZodType | undefined, value: unknown): unknown => {
    const result = schema?.safeParse(value)
    if (result && !result.success) faults.push(...schemaFaults(part, result.error))
    return result?.data
  }
  const parts = {
    params: check('params', operation.params, readerOf(operation.params)(received.params)),
    query: check(
      'query',
      operation.query,
      operation.query && readerOf(operation.query)(valuesOf(received.search)),
    ),
    headers: check(
      'headers',
      operation.headers,
      operation.headers && readerOf(operation.headers)(received.headers),
    ),
    body: check('body', operation.body, operation.body && parsed(received.text)),
  }
  if (faults.length > 0) throw new InvalidRequest(undefined, { errors: faults })
  return parts
}

function refuseIncomplete(
  { access, idempotency, ifMatch }: Operation,
  headers: Record<string, string>,
): void {
  if (access !== 'public' && !headers['authorization']) throw new Unauthenticated()
  if (idempotency === 'required' && !headers['idempotency-key']) throw new IdempotencyKeyRequired()
  if (ifMatch === 'required' && !headers['if-match']) throw new PreconditionRequired()
}

/** A name that stands several times is a list. */
const valuesOf = (search: URLSearchParams): TextValues =>
  Object.fromEntries(
    [...new Set(search.keys())].map(name => {
      const values = search.getAll(name)
      return [name, values.length > 1 ? values : values[0]]
    }),
  )

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch (cause) {
    throw new MalformedJson(undefined, { cause })
  }
}

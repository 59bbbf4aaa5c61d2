import { Problem, type ProblemDocument } from '@azora/contracts/problem'
import type { Answer } from './call-promise.js'
import { type FailureOptions, UnreadableAnswer } from './failures.js'
import type { RawResponse } from './transport.js'

/** A problem on the wire; only its code is sure to be there. */
type Received = Partial<ProblemDocument> & Pick<ProblemDocument, 'code'>

/** What is known of the call a response belongs to. */
export interface Sent {
  requestId: string
  attempts: number
}

/** Reads a response: the data of a success, the problem of a failure thrown. */
export function read({ status, headers, text }: RawResponse, sent: Sent): Answer<unknown> {
  const known = { ...sent, requestId: headers['x-request-id'] ?? sent.requestId }
  if (status < 200 || status > 299) throw problemOf({ status, headers, text }, known)
  return { data: text === '' ? undefined : parsed(text, known), status, headers, ...known }
}

function parsed(text: string, known: FailureOptions): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new UnreadableAnswer('The answer is not JSON', { ...known, cause })
  }
}

/** The declared problem, or `unexpected-answer` for one that is not of the platform: a proxy's page, say. */
function problemOf({ status, headers, text }: RawResponse, known: Sent): Problem {
  const document = documentOf(text)
  if (!document)
    return new Problem(unexpected(status), `HTTP ${status} without a problem`, { ...known, headers })
  const { code, title = code, detail, errors, ...others } = document
  const extensions = omit(others, ['type', 'status', 'instance', 'requestId'])
  return new Problem({ code, status, title }, detail, { errors, extensions, headers, ...known })
}

const unexpected = (status: number) => ({
  code: 'unexpected-answer',
  status,
  title: 'The answer is not of the platform',
})

const omit = (object: object, names: readonly string[]) =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)))

function documentOf(text: string): Received | undefined {
  try {
    const document: unknown = JSON.parse(text)
    return isDocument(document) ? document : undefined
  } catch {
    return undefined
  }
}

const isDocument = (value: unknown): value is Received =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, 'code') === 'string'

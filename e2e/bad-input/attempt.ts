import type { Fault, Operation, ProblemDocument } from '@azora/contracts'
import { gatewayPath } from '@azora/contracts'

/** A request that goes wrong, and how it must be answered. */
export interface Attempt {
  /** What is wrong with it, in words. */
  what: string
  method: string
  url: string
  headers?: Record<string, string>
  body?: string | Buffer | ReadableStream
  expected: Expected
}

/** What an answer must be; what is left out may be anything below 500. */
export interface Expected {
  statuses?: readonly number[]
  code?: string
  /** The fault must be found here, or below. */
  pointer?: string
  /** The codes it may carry: what the contract declares. */
  codes?: readonly string[]
  headers?: Readonly<Record<string, RegExp>>
  /** True where the answer may also be a success. */
  mayBeAccepted?: boolean
}

/** An operation of the platform, with the contract it belongs to. */
export interface Target {
  service: string
  operation: Operation
}

/** Where the gateway serves an operation, with these values in its path. */
export function addressOf({ service, operation }: Target, params: Readonly<Record<string, unknown>>): string {
  const filled = operation.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(params[name])),
  )
  return gatewayPath(service, filled)
}

/** Sends every attempt, one after another, and says what is wrong with the answers; nothing, if all is right. */
export async function surprises(attempts: readonly Attempt[]): Promise<string[]> {
  const found: string[] = []
  for (const attempt of attempts) {
    const wrong = await surprise(attempt)
    if (wrong) found.push(`${attempt.method} ${attempt.url} with ${attempt.what}: ${wrong}`)
  }
  return found
}

async function surprise({ method, url, headers = {}, body, expected }: Attempt): Promise<string | undefined> {
  const response = await fetch(url, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body, duplex: 'half' }),
    redirect: 'manual',
  })
  const text = await response.text()
  if (response.ok && expected.mayBeAccepted) return undefined
  const rules = [...form(response, text), ...content(response, text, expected)]
  return rules.find(([holds]) => !holds)?.[1]
}

type Rule = readonly [holds: boolean, otherwise: string]

/** What RFC 9457 and the platform say of every refusal. */
function form(response: Response, text: string): Rule[] {
  const { status } = response
  const type = response.headers.get('content-type') ?? 'nothing'
  if (!type.startsWith('application/problem+json')) return [[false, `${status} as ${type}`]]
  const document = JSON.parse(text) as ProblemDocument
  return [
    [status >= 400 && status < 500, `${status} ${document.code}`],
    [document.status === status, `status ${document.status} in an answer of ${status}`],
    [document.type.endsWith(`/${document.code}`), `type ${document.type} for ${document.code}`],
    [document.title.length > 0, 'no title'],
    [document.instance?.startsWith('/') === true, `instance ${document.instance}`],
    [document.requestId === response.headers.get('x-request-id'), 'another request id than in its header'],
  ]
}

function content(response: Response, text: string, expected: Expected): Rule[] {
  const { code, detail, errors } = documentIn(text)
  const { statuses = [response.status], codes = [code] } = expected
  const got = `${response.status} ${code} (${detail})`
  return [
    [statuses.includes(response.status), `${got} instead of ${statuses.join(' or ')}`],
    [(expected.code ?? code) === code, `${got} instead of ${expected.code}`],
    [codes.includes(code), `${got}, which its contract does not declare`],
    pointed(errors, expected.pointer),
    ...headerRules(response, expected.headers),
  ]
}

function documentIn(text: string) {
  const document = (text.startsWith('{') ? JSON.parse(text) : {}) as Partial<ProblemDocument>
  return { code: '', detail: 'no detail', errors: [], ...document }
}

function pointed(faults: readonly Fault[], pointer: string | undefined): Rule {
  const pointers = faults.map(fault => fault.pointer)
  const holds = pointer === undefined || pointers.some(at => at === pointer || at.startsWith(`${pointer}/`))
  return [holds, `faults at ${pointers.join(', ')} instead of ${pointer}`]
}

function headerRules({ headers }: Response, expected: Expected['headers'] = {}): Rule[] {
  return Object.entries(expected).map(([name, pattern]) => {
    const value = headers.get(name) ?? 'nothing'
    return [pattern.test(value), `${name}: ${value}`]
  })
}

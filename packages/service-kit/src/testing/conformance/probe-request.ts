import { randomUUID } from 'node:crypto'
import { type Access, type Operation, operationsOf, type ProblemDocument, pathParams } from '@azora/contracts'
import type { Service } from '../../service.js'
import { type Started, type StartedOptions, started } from '../started.js'
import { user } from '../test-issuer.js'

/** A service under examination. */
export interface Examined {
  app: Started
  operations: readonly Operation[]
}

/** What to send; the URL is made from the operation. */
export interface ProbeRequest {
  method?: string
  token?: string | undefined
  body?: string
  headers?: Record<string, string>
  /** Appended to the path, with its `?`. */
  query?: string
  path?: string
}

/** What came back. */
export interface ProbeAnswer {
  status: number
  headers: Headers
  text: string
}

/** Starts the service to examine. */
export async function examined(service: Service, options: StartedOptions): Promise<Examined> {
  return { app: await started(service, options), operations: operationsOf(service.contract) }
}

/** The operation's path with an id that belongs to nothing for every parameter. */
export function pathOf(operation: Operation): string {
  return pathParams(operation.path).reduce(
    (path, name) => path.replace(`{${name}}`, randomUUID()),
    operation.path,
  )
}

/** Sends one request to an operation. */
export async function send(
  { app }: Examined,
  operation: Operation,
  request: ProbeRequest = {},
): Promise<ProbeAnswer> {
  const { method = operation.method, query = '', path = pathOf(operation), body } = request
  const response = await fetch(`${app.url}${path}${query}`, {
    method,
    headers: headersOf(request),
    ...(body === undefined ? {} : { body }),
    redirect: 'manual',
  })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

function headersOf({ token, body, headers }: ProbeRequest): Record<string, string> {
  return {
    ...(token ? { authorization: `Bearer ${token}` } : {}),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...headers,
  }
}

/** A token for someone who may call the operation; undefined where nobody in particular may. */
export async function admitted({ app }: Examined, access: Access): Promise<string | undefined> {
  if (access === 'public') return undefined
  if (access === 'service') return app.issuer.serviceToken('conformance', app.service.name)
  const [kind, ...rest] = access.split(':')
  const wanted = rest.join(':')
  return app.issuer.tokenOf(
    user({ roles: kind === 'role' ? [wanted] : [], permissions: kind === 'permission' ? [wanted] : [] }),
  )
}

/** The answer as a problem; throws what is wrong with its form (RFC 9457 with Azora's extensions). */
export function problemIn({ status, headers, text }: ProbeAnswer): ProblemDocument {
  const type = headers.get('content-type')
  if (type !== 'application/problem+json')
    throw new Error(`${status} is ${type}, not application/problem+json: ${text.slice(0, 200)}`)
  const document = JSON.parse(text) as ProblemDocument
  const missing = ['type', 'title', 'status', 'code', 'instance', 'requestId'].filter(
    name => !(name in document),
  )
  if (missing.length > 0) throw new Error(`the problem ${document.code} lacks ${missing.join(', ')}`)
  if (document.status !== status)
    throw new Error(`the problem says ${document.status}, the status line ${status}`)
  if (document.requestId !== headers.get('x-request-id'))
    throw new Error('the problem names another request than its header')
  if (/\n\s+at |node_modules|\.ts:\d/.test(text))
    throw new Error(`the problem tells internals: ${text.slice(0, 200)}`)
  return document
}

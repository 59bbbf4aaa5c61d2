import * as z from 'zod'
import type { Contract } from './contract.js'
import type { ProblemClass } from './problem.js'
import * as problems from './problems.js'
import type { Access, IntentOptions, Method, RateLimit, Route } from './route.js'

/** A route with its name and every default filled in: what projections, servers and clients work from. */
export interface Operation {
  /** `courses.publish`; unique within the contract. */
  id: string
  resource: string
  name: string
  method: Method
  /** As the service serves it: `/v1/courses/{courseId}`. */
  path: string
  summary: string
  description: string | undefined
  access: Access
  params: z.ZodObject
  query: z.ZodObject | undefined
  headers: z.ZodObject | undefined
  body: z.ZodType | undefined
  returns: z.ZodType | undefined
  /** What a WebSocket at its path tells; undefined if there is none. */
  messages: z.ZodType | undefined
  status: number
  /** Every problem the operation can answer with, its own first. */
  problems: readonly ProblemClass[]
  idempotency: 'required' | 'accepted' | 'ignored'
  ifMatch: 'required' | 'accepted' | undefined
  etag: boolean
  cache: { maxAgeSeconds: number } | undefined
  rateLimit: RateLimit | undefined
  maxBodyBytes: number
  timeoutMs: number
  intent: IntentOptions | undefined
}

const DEFAULT_MAX_BODY_BYTES = 100 * 1024
const DEFAULT_TIMEOUT_MS = 10_000
const PARAMETER = /\{(\w+)\}/g

/** Lists a contract's operations in the order of their declaration. */
export function operationsOf(contract: Pick<Contract, 'routes'>): Operation[] {
  return Object.entries(contract.routes).flatMap(([resource, routes]) =>
    Object.entries(routes).map(([name, route]) => operation(resource, name, route)),
  )
}

/** The names of the parameters in a path, in order: `['courseId']` for `/v1/courses/{courseId}`. */
export function pathParams(path: string): string[] {
  return [...path.matchAll(PARAMETER)].map(match => match[1] ?? '')
}

/** The path under which a service serves a route: versioned, except below `/.well-known/`. */
export function servedPath(path: string): string {
  return path.startsWith('/.well-known/') ? path : `/v1${path}`
}

/** The path under which the gateway exposes what a service serves: `/education/v1/courses`, `/.well-known/jwks.json`. */
export function gatewayPath(service: string, served: string): string {
  return served.startsWith('/.well-known/') ? served : `/${service}${served}`
}

/** Fills in everything a route leaves to its defaults. */
export function operation(resource: string, name: string, route: Route): Operation {
  const { method, path, summary, access, description, query, headers, body, returns } = route
  return {
    id: `${resource}.${name}`,
    resource,
    name,
    method,
    path: servedPath(path),
    summary,
    description,
    access,
    query,
    headers,
    body,
    returns,
    messages: route.messages,
    ifMatch: route.ifMatch,
    cache: route.cache,
    rateLimit: route.rateLimit,
    intent: route.intent,
    params: route.params ?? uuidParams(path),
    status: route.status ?? (returns ? 200 : 204),
    problems: problemsOf(route),
    idempotency: idempotencyOf(route),
    etag: route.etag ?? false,
    maxBodyBytes: route.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES,
    timeoutMs: route.timeoutMs ?? DEFAULT_TIMEOUT_MS,
  }
}

function uuidParams(path: string): z.ZodObject {
  return z.object(Object.fromEntries(pathParams(path).map(name => [name, z.uuid()])))
}

function idempotencyOf({ method, idempotency }: Route): Operation['idempotency'] {
  return idempotency ?? (method === 'POST' ? 'accepted' : 'ignored')
}

/** Everything a route can answer with on failure: its own problems, then those its declaration implies. */
export function problemsOf(route: Route): ProblemClass[] {
  return [
    ...(route.problems ?? []),
    problems.InvalidRequest,
    ...BODY[route.body ? 'some' : 'none'],
    ...ACCESS[route.access === 'public' ? 'public' : 'checked'],
    ...IF_MATCH[route.ifMatch ?? 'ignored'],
    ...IDEMPOTENCY[idempotencyOf(route)],
    problems.RateLimited,
    problems.InternalError,
    problems.ServiceUnavailable,
    problems.DeadlineExceeded,
  ]
}

const BODY = {
  none: [],
  some: [problems.MalformedJson, problems.PayloadTooLarge, problems.UnsupportedMediaType],
}
const ACCESS = { public: [], checked: [problems.Unauthenticated, problems.Forbidden] }
const IF_MATCH = {
  ignored: [],
  accepted: [problems.PreconditionFailed],
  required: [problems.PreconditionFailed, problems.PreconditionRequired],
}
const ONCE = [problems.IdempotencyKeyReused, problems.IdempotencyInProgress]
const IDEMPOTENCY = { ignored: [], accepted: ONCE, required: [problems.IdempotencyKeyRequired, ...ONCE] }

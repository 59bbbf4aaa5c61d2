import { DeadlineExceeded, type RateLimit, RateLimited } from '@azora/contracts'
import { decide, enforce } from '../access/access-rule.js'
import { principalKey } from '../access/principal.js'
import type { TokenVerifier, Verified } from '../access/token-verifier.js'
import type { Consumption, Limit } from '../limits/limit.js'
import { type RateLimiter, rateLimitHeaders } from '../limits/rate-limit.js'
import { readBody } from './body.js'
import { type ClientAddress, limitedAs } from './client-address.js'
import type { KitRequest, KitResponse } from './express-classes.js'
import { type Invocation, invoke } from './invoke.js'
import { type BoundOperation, isBound } from './operations.js'
import { ANSWERED, type Step, when } from './pipeline.js'
import { RequestContext } from './request-context.js'
import { type EndObservation, observeEnd } from './request-end.js'
import { checkHead } from './request-head.js'
import type { RouteMatcher } from './route-matcher.js'
import { send } from './send.js'

const BEARER = /^Bearer +(\S+)$/i
const JWT_PARTS = 3

/** What sees every request from its first step to its end. */
export interface Observation extends EndObservation {
  address: ClientAddress
  prefix(request: KitRequest): string
}

/** Gives the request its context, sees to it that its end is logged and measured, and refuses a head that is no good. */
export function openContext(observation: Observation): Step {
  const { address, log, metrics, prefix } = observation
  const unmatched = metrics.requests('*', '-')
  function end(this: KitResponse): void {
    observeEnd(observation, unmatched, this)
  }
  return function requestContext(request, response) {
    const context = new RequestContext(request, address(request), log)
    context.prefix = prefix(request)
    request.context = context
    context.responseHeaders.push('x-request-id', context.requestId)
    metrics.inFlight += 1
    response.on('close', end)
    checkHead(request)
    return undefined
  }
}

/** Limits what one address may ask for, whatever it asks. */
export function limitAddress(limiter: RateLimiter, limit: Limit): Step {
  return function addressLimit(request) {
    const consumption = limiter.consume(`address:${limitedAs(request.context.clientIp)}`, limit)
    return when(consumption, counted => refuseTooMany(request, limit, counted))
  }
}

/** Finds the operation; unknown paths and methods end here. */
export function matchRoute(matcher: RouteMatcher<BoundOperation>): Step {
  return function routeMatch({ context, method = 'GET' }) {
    const { target, params } = matcher.match(method, context.path)
    context.operation = target
    context.params = params
  }
}

/** Finds out who calls and whether they may. A token that is sent must be good, even where none is needed. */
export function checkAccess(verifier: TokenVerifier): Step {
  return function access(request) {
    const token = tokenOf(request)
    if (token === undefined) return admit(request, undefined)
    request.context.token = token
    return when(verifier.verify(token), verified => admit(request, verified))
  }
}

function admit({ context }: KitRequest, verified: Verified | undefined): void {
  if (verified) {
    context.principal = verified.principal
    context.tokenExpiresAtMs = verified.expiresAtMs
  }
  enforce(decide(context.operation?.access ?? 'user', context.principal))
}

/**
 * The access token of a request. On a public route a credential that is no JWT (a service's key, say) is the handler's business.
 */
function tokenOf(request: KitRequest): string | undefined {
  const { authorization } = request.headers
  if (authorization === undefined) return undefined
  const [, token] = BEARER.exec(authorization) ?? []
  const isPublic = request.context.operation?.access === 'public'
  return isPublic && token?.split('.').length !== JWT_PARTS ? undefined : token
}

/** How principals are limited. */
export interface PrincipalLimit {
  /** Where a route has no limit of its own. */
  fallback: Limit
  /** What the limits of routes are multiplied by: contracts state them for production. */
  factor: number
}

/** Limits what one principal may ask for: the route's own limit, else the service's. */
export function limitPrincipal(limiter: RateLimiter, { fallback, factor }: PrincipalLimit): Step {
  const limits = new WeakMap<RateLimit, Limit>()
  const limitOf = (own: RateLimit): Limit => {
    let limit = limits.get(own)
    if (!limit) limits.set(own, (limit = { ...own, limit: own.limit * factor }))
    return limit
  }
  return function principalLimit(request) {
    const { context } = request
    const own = context.operation?.rateLimit
    const limit = own ? limitOf(own) : fallback
    const scope = own ? context.operation?.id : 'any'
    return when(limiter.consume(`${scope}:${countedAs(context, own)}`, limit), counted => {
      context.responseHeaders.push(...rateLimitHeaders(limit, counted))
      return refuseTooMany(request, limit, counted)
    })
  }
}

function countedAs({ principal, clientIp }: RequestContext, own: RateLimit | undefined): string {
  return principal && own?.per !== 'address' ? principalKey(principal) : `address:${limitedAs(clientIp)}`
}

/** Reads the JSON body of operations that take one. */
export const parseBody: Step = function body(request, response) {
  const { operation } = request.context
  if (!isBound(operation) || !operation.body) return undefined
  return readBody(request, response, operation.maxBodyBytes).then(body => {
    Reflect.set(request, 'body', body)
  })
}

/** Validates, runs the handler, answers. */
export function runOperation(invocation: Invocation): Step {
  return function runHandler(request, response) {
    const { operation, remainingMs } = request.context
    if (!isBound(operation)) throw new TypeError('a request reached the handlers without an operation')
    const outgoing = invoke(operation, request, invocation)
    return when(outgoing instanceof Promise ? withinMs(remainingMs, outgoing) : outgoing, answer => {
      send(request, response, answer)
      return ANSWERED
    })
  }
}

function withinMs<T>(ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new DeadlineExceeded(`It was given ${ms} ms.`)), ms)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

function refuseTooMany({ context }: KitRequest, limit: Limit, { allowed, resetSeconds }: Consumption): void {
  if (allowed) return
  const seconds = Math.max(1, Math.ceil(resetSeconds))
  const headers = { 'retry-after': String(seconds) }
  const detail = `At most ${limit.limit} requests in ${limit.windowSeconds} s are allowed; try again in ${seconds} s.`
  context.log.debug('rate limited', { detail })
  throw new RateLimited(detail, { headers, extensions: { retryAfterSeconds: seconds } })
}

import { DeadlineExceeded, type RateLimit, RateLimited } from '@azora/contracts'
import { decide, enforce } from '../access/access-rule.js'
import { principalKey } from '../access/principal.js'
import type { TokenVerifier } from '../access/token-verifier.js'
import type { Consumption, Limit } from '../limits/limit.js'
import { type RateLimiter, rateLimitHeaders } from '../limits/rate-limit.js'
import { readBody } from './body.js'
import { type ClientAddress, limitedAs } from './client-address.js'
import type { KitRequest, KitResponse } from './express-classes.js'
import { type Invocation, invoke } from './invoke.js'
import { type BoundOperation, isBound } from './operations.js'
import { pathOf } from './problem-handler.js'
import { RequestContext } from './request-context.js'
import { type EndObservation, observeEnd } from './request-end.js'
import { checkHead, isBehindRefused } from './request-head.js'
import type { RouteMatcher } from './route-matcher.js'
import { send } from './send.js'

const BEARER = /^Bearer +(\S+)$/i
const JWT_PARTS = 3

/** One step of the pipeline, as Express calls it. */
export type Step = (
  request: KitRequest,
  response: KitResponse,
  next: (error?: unknown) => void,
) => void | Promise<void>

/** What sees every request from its first step to its end. */
export interface Observation extends EndObservation {
  address: ClientAddress
}

/** Gives the request its context, sees to it that its end is logged and measured, and refuses a head that is no good. */
export function openContext(observation: Observation): Step {
  const { address, log, metrics } = observation
  const unmatched = metrics.requests('*', '-')
  return function requestContext(request, response, next) {
    if (isBehindRefused(request)) return
    const context = new RequestContext(request.headers, address(request), log)
    request.context = context
    context.responseHeaders.push('x-request-id', context.requestId)
    metrics.inFlight.inc()
    // Read now: whoever forwards the request may rewrite its URL.
    const line = { method: request.method ?? '', path: pathOf(request) }
    response.once('close', () =>
      observeEnd(observation, unmatched, { ...line, context, status: response.statusCode }),
    )
    checkHead(request)
    next()
  }
}

/** Limits what one address may ask for, whatever it asks. */
export function limitAddress(limiter: RateLimiter, limit: Limit): Step {
  return async function addressLimit(request, _response, next) {
    const consumption = await limiter.consume(`address:${limitedAs(request.context.clientIp)}`, limit)
    if (!consumption.allowed) throw tooMany(limit, consumption, request)
    next()
  }
}

/** Finds the operation; unknown paths and methods end here. */
export function matchRoute(matcher: RouteMatcher<BoundOperation>): Step {
  return function routeMatch(request, _response, next) {
    const { target, params } = matcher.match(request.method ?? 'GET', pathOf(request))
    request.context.operation = target
    request.context.params = params
    next()
  }
}

/** Finds out who calls and whether they may. A token that is sent must be good, even where none is needed. */
export function checkAccess(verifier: TokenVerifier): Step {
  return async function access(request, _response, next) {
    const { context } = request
    const token = tokenOf(request)
    if (token !== undefined) {
      const verified = verifier.verify(token)
      const { principal, expiresAtMs } = verified instanceof Promise ? await verified : verified
      context.principal = principal
      context.tokenExpiresAtMs = expiresAtMs
    }
    enforce(decide(context.operation?.access ?? 'user', context.principal))
    next()
  }
}

/**
 * The access token of a request. On a public route a credential that is no JWT (a service's key, say) is the handler's business.
 */
function tokenOf(request: KitRequest): string | undefined {
  const [, token] = BEARER.exec(request.headers.authorization ?? '') ?? []
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
  return async function principalLimit(request, _response, next) {
    const { context } = request
    const own = context.operation?.rateLimit
    const limit = own ? { ...own, limit: own.limit * factor } : fallback
    const scope = own ? context.operation?.id : 'any'
    const consumption = await limiter.consume(`${scope}:${countedAs(context, own)}`, limit)
    context.responseHeaders.push(...rateLimitHeaders(limit, consumption))
    if (!consumption.allowed) throw tooMany(limit, consumption, request)
    next()
  }
}

function countedAs({ principal, clientIp }: RequestContext, own: RateLimit | undefined): string {
  return principal && own?.per !== 'address' ? principalKey(principal) : `address:${limitedAs(clientIp)}`
}

/** Reads the JSON body of operations that take one. */
export const parseBody: Step = async function body(request, response, next) {
  const { operation } = request.context
  if (isBound(operation) && operation.body)
    Reflect.set(request, 'body', await readBody(request, response, operation.maxBodyBytes))
  next()
}

/** Validates, runs the handler, answers. */
export function runOperation(invocation: Invocation): Step {
  return async function runHandler(request, response) {
    const { operation, remainingMs } = request.context
    if (!isBound(operation)) throw new TypeError('a request reached the handlers without an operation')
    send(request, response, await withinMs(remainingMs, invoke(operation, request, invocation)))
  }
}

async function withinMs<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const overrun = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeadlineExceeded(`It was given ${ms} ms.`)), ms)
  })
  try {
    return await Promise.race([work, overrun])
  } finally {
    clearTimeout(timer)
  }
}

function tooMany(limit: Limit, consumption: Consumption, request: KitRequest) {
  const seconds = Math.max(1, Math.ceil(consumption.resetSeconds))
  const headers = { 'retry-after': String(seconds) }
  const { limit: allowed, windowSeconds } = limit
  const detail = `At most ${allowed} requests in ${windowSeconds} s are allowed; try again in ${seconds} s.`
  request.context.log.debug('rate limited', { detail })
  return new RateLimited(detail, { headers, extensions: { retryAfterSeconds: seconds } })
}

import { DeadlineExceeded, RateLimited } from '@azora/contracts'
import { decide, enforce } from '../access/access-rule.js'
import { principalKey } from '../access/principal.js'
import type { TokenVerifier } from '../access/token-verifier.js'
import { type Limit, type RateLimiter, rateLimitHeaders } from '../limits/rate-limit.js'
import type { AccessLog } from '../observability/access-log.js'
import type { Logger } from '../observability/logger.js'
import type { Metrics, RequestObserver } from '../observability/metrics.js'
import { readBody } from './body.js'
import type { ClientAddress } from './client-address.js'
import type { KitRequest, KitResponse } from './express-classes.js'
import { type Invocation, invoke } from './invoke.js'
import { type BoundOperation, isBound } from './operations.js'
import { pathOf } from './problem-handler.js'
import { RequestContext } from './request-context.js'
import type { RouteMatcher } from './route-matcher.js'
import { send } from './send.js'

/** One step of the pipeline, as Express calls it. */
export type Step = (
  request: KitRequest,
  response: KitResponse,
  next: (error?: unknown) => void,
) => void | Promise<void>

/** Gives the request its context, and sees to it that its end is logged and measured. */
export function openContext(sources: {
  address: ClientAddress
  log: Logger
  accessLog: AccessLog
  metrics: Metrics
}): Step {
  const { address, log, accessLog, metrics } = sources
  const unmatched: RequestObserver = metrics.requests('*', '-')
  return function requestContext(request, response, next) {
    const { headers } = request
    const context = new RequestContext(
      { requestId: headers['x-request-id'], traceparent: headers.traceparent },
      address(request),
      log,
    )
    request.context = context
    context.responseHeaders.push('x-request-id', context.requestId)
    metrics.inFlight.inc()
    const path = pathOf(request)
    response.once('close', () => {
      const durationMs = performance.now() - context.startedAt
      metrics.inFlight.dec()
      const observer = context.operation?.observer ?? unmatched
      observer.observe(durationMs / 1_000, response.statusCode)
      accessLog.write({
        requestId: context.requestId,
        traceId: context.trace.traceId,
        method: request.method ?? '',
        path,
        operation: context.operation?.id ?? '-',
        status: response.statusCode,
        durationMs,
        bytes: context.bytesSent,
        principal: context.principal ? principalKey(context.principal) : '-',
        address: context.clientIp,
      })
    })
    next()
  }
}

/** Limits what one address may ask for, whatever it asks. */
export function limitAddress(limiter: RateLimiter, limit: Limit): Step {
  return async function addressLimit(request, _response, next) {
    const consumption = await limiter.consume(`address:${request.context.clientIp}`, limit)
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
    const { authorization } = request.headers
    if (authorization?.startsWith('Bearer ')) {
      const verified = verifier.verify(authorization.slice('Bearer '.length))
      context.principal = verified instanceof Promise ? await verified : verified
    }
    enforce(decide(context.operation?.access ?? 'user', context.principal))
    next()
  }
}

/** Limits what one principal may ask for: the route's own limit, else the service's. */
export function limitPrincipal(limiter: RateLimiter, fallback: Limit): Step {
  return async function principalLimit(request, _response, next) {
    const { context } = request
    const own = context.operation?.rateLimit
    const limit = own ?? fallback
    const who =
      context.principal && own?.per !== 'address'
        ? principalKey(context.principal)
        : `address:${context.clientIp}`
    const consumption = await limiter.consume(`${own ? context.operation?.id : 'any'}:${who}`, limit)
    context.responseHeaders.push(...rateLimitHeaders(limit, consumption))
    if (!consumption.allowed) throw tooMany(limit, consumption, request)
    next()
  }
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

function tooMany(
  limit: Limit,
  consumption: { allowed: boolean; remaining: number; resetSeconds: number },
  request: KitRequest,
) {
  const seconds = Math.max(1, Math.ceil(consumption.resetSeconds))
  const headers = { 'retry-after': String(seconds) }
  const { limit: allowed, windowSeconds } = limit
  const detail = `At most ${allowed} requests in ${windowSeconds} s are allowed; try again in ${seconds} s.`
  request.context.log.debug('rate limited', { detail })
  return new RateLimited(detail, { headers, extensions: { retryAfterSeconds: seconds } })
}

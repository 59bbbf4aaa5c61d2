import express, { type Express } from 'express'
import type { TokenVerifier } from '../access/token-verifier.js'
import type { Limit } from '../limits/limit.js'
import type { RateLimiter } from '../limits/rate-limit.js'
import type { AccessLog } from '../observability/access-log.js'
import type { Logger } from '../observability/logger.js'
import type { SpanSink } from '../observability/span.js'
import type { ClientAddress } from './client-address.js'
import { crossOrigin } from './cors.js'
import { expressClasses, type KitRequest } from './express-classes.js'
import { pipeline, type Step } from './pipeline.js'
import { type ProbeSources, probes } from './probes.js'
import { securityHeaders } from './security-headers.js'
import { checkAccess, limitAddress, limitPrincipal, openContext, type PrincipalLimit } from './steps.js'

/**
 * The order in which every request passes the pipeline. Security headers are not a step: the response class itself
 * carries them, so that no answer can go without.
 */
export const PIPELINE = [
  'context',
  'cors',
  'probes',
  'address-limit',
  'match',
  'access',
  'principal-limit',
  'body',
  'handler',
] as const

/** The steps that differ between a service with a contract and one that forwards. */
export interface Routing {
  match: Step
  body: Step
  handler: Step
}

/** Everything the pipeline is made from. */
export interface AppParts extends Omit<ProbeSources, 'admission'> {
  log: Logger
  accessLog: AccessLog
  spans: SpanSink
  address: ClientAddress
  prefix(request: KitRequest): string
  corsOrigins: readonly string[]
  limiter: RateLimiter
  addressLimit: Limit
  principalLimit: PrincipalLimit
  verifier: TokenVerifier
  routing: Routing
}

/** The steps of the pipeline by name. */
export type Steps = Readonly<Record<(typeof PIPELINE)[number], Step>>

/** Makes the steps of the pipeline; upgrades pass those of them that admit. */
export function stepsOf(parts: AppParts): Steps {
  const addressLimit = limitAddress(parts.limiter, parts.addressLimit)
  const access = checkAccess(parts.verifier)
  return {
    context: openContext(parts),
    cors: crossOrigin(parts.corsOrigins),
    probes: probes({ ...parts, admission: [addressLimit, access] }),
    'address-limit': addressLimit,
    match: parts.routing.match,
    access,
    'principal-limit': limitPrincipal(parts.limiter, parts.principalLimit),
    body: parts.routing.body,
    handler: parts.routing.handler,
  }
}

/**
 * Builds the Express application: the pipeline in order, with the one place where failures become answers. The steps are
 * one handler to Express: its router would search for each of them anew, and none of them has a path.
 */
export function createApp(steps: Steps): {
  app: Express
  classes: ReturnType<typeof expressClasses>
} {
  const app = express()
  app.disable('x-powered-by').disable('etag').set('trust proxy', false)
  const classes = expressClasses(app, securityHeaders())
  app.use(pipeline(PIPELINE.map(name => steps[name])) as unknown as express.RequestHandler)
  return { app, classes }
}

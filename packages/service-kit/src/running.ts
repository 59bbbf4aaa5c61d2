import type { Operation } from '@azora/contracts'
import { openApiOf } from '@azora/contracts/openapi'
import { RemoteTrust } from './access/remote-trust.js'
import type { TokenTrust } from './access/token-verifier.js'
import { TokenVerifier } from './access/token-verifier.js'
import type { Clock } from './clock.js'
import type { KitConfig } from './config/kit-settings.js'
import {
  type EventOptions,
  type EventPart,
  type EventSurroundings,
  eventPart,
} from './events/event-resources.js'
import { projectionResources } from './eventsourcing/projection-resources.js'
import { type AppParts, createApp, type Routing, type Steps, stepsOf } from './http/app.js'
import { clientAddress, forwardedPrefix } from './http/client-address.js'
import { Health } from './http/health.js'
import type { Idempotently } from './http/invoke.js'
import { observersAt } from './http/observers.js'
import type { BoundOperation } from './http/operations.js'
import type { Step } from './http/pipeline.js'
import { RouteMatcher } from './http/route-matcher.js'
import { servedOperations, toldOperations } from './http/served-operations.js'
import { HttpServer } from './http/server.js'
import { matchRoute, parseBody, runOperation } from './http/steps.js'
import { admitUpgrade } from './http/upgrade.js'
import { webSocketsOf } from './http/web-sockets/web-sockets.js'
import { jobResources } from './jobs/job-resources.js'
import { Lifecycle, type NamedResource, type StopFailure } from './lifecycle.js'
import { createRateLimiter, type RateLimiter } from './limits/rate-limit.js'
import { isMigratable } from './migratable.js'
import { AccessLog } from './observability/access-log.js'
import { EventLoop } from './observability/event-loop.js'
import { LocalSpans } from './observability/local-spans.js'
import type { Logger } from './observability/logger.js'
import { Metrics } from './observability/metrics.js'
import { OtlpSpans } from './observability/otlp-spans.js'
import { noSpans, type SpanSink } from './observability/span.js'
import { serviceTokens } from './resilience/service-tokens.js'
import { isResource, type Kit, type Resource, type Resources } from './resource.js'
import { sagaResources } from './saga/saga-resources.js'
import type { Forwarding, Service } from './service.js'

type Trust = TokenTrust & Resource

/** What a process or a test supplies to bring a service to life. */
export interface Surroundings {
  config: KitConfig
  log: Logger
  /** Tells whether what is logged gets anywhere. */
  logs?: Resource
  clock: Clock
  /** Tests bring keys of their own, beside what the service itself trusts if it says so. */
  trust?: (own: Trust | undefined) => Trust
  /** Whether those who send requests hear from elsewhere when this service drains. Default false. */
  isDrainKnown?: boolean
  /** Whether answers are held against the contract before they leave. Default: in the local profile; it costs time. */
  checksReplies?: boolean
  /** Tests carry events themselves. */
  events?: EventSurroundings
}

/** A service that answers. */
export interface RunningService {
  readonly name: string
  readonly url: string
  /** What it says that it answers: its contract, and what the kit serves beside it. */
  readonly operations: readonly Operation[]
  readonly metrics: Metrics
  /** What the handlers use. */
  readonly use: unknown
  readonly resources: Resources
  readonly health: Health
  /** Says that others serve on the socket it shares: it may let its clients leave by themselves. */
  relieve(): void
  /** Says that nobody sends requests any more: it need not wait for any that are on their way. */
  abandon(): void
  /** How long {@link stop} takes at most. */
  readonly stopMs: number
  /** Drains and stops everything, last first. Safe to call twice. Returns what failed to stop. */
  stop(): Promise<StopFailure[]>
}

/** Starts a service: resources in order, then the socket. @throws StartFailed naming the resource that did not start. */
export async function startService(service: Service, surroundings: Surroundings): Promise<RunningService> {
  const { config, log, clock, isDrainKnown = false } = surroundings
  const { checksReplies = config.profile === 'local' } = surroundings
  const metrics = new Metrics(service.name, config.instance)
  const kit: Kit = { service: service.name, log, metrics, clock, transport: surroundings.events?.transport }
  const lifecycle = new Lifecycle(kit, config.stopMs)
  const { use, resources } = instantiate(service, config, kit)
  const trust = trustOf(surroundings, service.definition.trust?.(use))
  const limiter = createRateLimiter({ redisUrl: config.redisUrl, prefix: service.name })
  const spans = spansOf(config)
  const sagas = service.definition.sagas(use)
  const around = { resources, config, kit, spans, sagas, surroundings: surroundings.events }
  const events = eventsOf(service, use, around)
  const named = [
    ...namedResources(service, resources),
    ...kitResources({ trust, limits: limiter, spans, logs: surroundings.logs }),
    ...projectionResources(resources),
    ...events.resources,
    ...sagaResources(around),
    ...jobResources({ ...around, handlers: service.definition.jobs(use) }),
  ]
  const health = new Health(service.name, lifecycle, named)
  const told = { isDrainKnown, checksReplies }
  const served = servedOperations(service, { use, operators: events.operations, metrics })
  const parts = { service, config, kit, use, resources, trust, limiter, spans, health, ...told }
  const made = { ...parts, operations: served }
  const { server, front } = assemble(made)

  await lifecycle.start([...named, ...front])
  lifecycle.state = 'ready'
  let stopped: Promise<StopFailure[]> | undefined
  const stop = () => (stopped ??= lifecycle.stop())
  const [{ stopMs }, { url }] = [lifecycle, server]
  const asked = { relieve: () => server.relieve(), abandon: () => server.abandon(), stop }
  const operations = toldOperations(service, served)
  return { name: service.name, url, operations, metrics, use, resources, health, stopMs, ...asked }
}

/** What every service has beside its own, by name. */
function kitResources(parts: Readonly<Record<string, Resource | undefined>>): NamedResource[] {
  return Object.entries({ ...parts, 'event-loop': new EventLoop() }).flatMap(([name, resource]) =>
    resource ? [{ name, resource }] : [],
  )
}

function eventsOf(
  { contract, definition }: Service,
  use: unknown,
  around: Omit<EventOptions, 'contract' | 'handlers'>,
): EventPart {
  return eventPart({ ...around, contract, handlers: definition.subscriptions(use) })
}

/** The resources and what handlers use of them, made but not started. */
export function instantiate(
  service: Service,
  config: KitConfig,
  kit: Kit,
): { use: unknown; resources: Resources } {
  const resources = service.definition.resources(config, kit)
  return { resources, use: service.definition.use({ clock: kit.clock, ...resources }, config, kit) }
}

/** The resources of a service by the name of their property, each with the check that its migrations are applied. */
export function namedResources(service: Service, resources: Resources): NamedResource[] {
  return Object.entries(resources).flatMap(([name, resource]) => {
    if (!isResource(resource)) return []
    if (!isMigratable(resource)) return [{ name, resource }]
    return [
      { name, resource },
      { name: `${name}-migrations`, resource: { check: () => refusePending(service, resource) } },
    ]
  })
}

async function refusePending(
  service: Service,
  resource: { pendingMigrations(folder: string): Promise<string[]> },
): Promise<void> {
  const pending = await resource.pendingMigrations(service.migrations)
  if (pending.length > 0)
    throw new Error(`migrations are pending: ${pending.join(', ')}; run azora db migrate ${service.name}`)
}

function trustOf({ trust, config, clock }: Surroundings, own: Trust | undefined): Trust {
  return trust ? trust(own) : (own ?? remoteTrust(config, clock))
}

function remoteTrust(config: KitConfig, clock: Clock): RemoteTrust {
  const { authUrl, serviceKey } = config
  return new RemoteTrust(authUrl, serviceTokens({ authUrl, serviceKey, clock }))
}

interface Assembly {
  service: Service
  config: KitConfig
  kit: Kit
  use: unknown
  resources: Resources
  operations: readonly BoundOperation[]
  trust: TokenTrust
  limiter: RateLimiter
  spans: SpanSink
  health: Health
  isDrainKnown: boolean
  checksReplies: boolean
}

/** The pipeline over its socket, and what is started with it, in order. */
function assemble(assembly: Assembly): { server: HttpServer; front: NamedResource[] } {
  const { service, config, kit, use, trust } = assembly
  const verifier = new TokenVerifier(trust, service.name, kit.clock)
  const forwarding = service.definition.forward?.(use, { ...kit, verify: token => verifier.verify(token) })
  const accessLog = new AccessLog(kit.log, kit.service, config.instance)
  const steps = stepsOf({
    ...assembly,
    ...limitsOf(config),
    log: kit.log,
    metrics: kit.metrics,
    accessLog,
    verifier,
    address: clientAddress(config.trustedProxies),
    prefix: forwardedPrefix(config.trustedProxies),
    isObserver: observersAt(config.observers),
    corsOrigins: config.corsOrigins,
    openapi: openapiOf(service, forwarding),
    routing: forwarding ? forwardingRoutes(forwarding) : contractRoutes(assembly),
  })
  const webSockets = webSocketsOf({ ...assembly, verifier })
  const server = serverOf(assembly, steps, forwarding ?? webSockets)
  const front = [
    ...(webSockets ? [{ name: 'web-sockets', resource: webSockets }] : []),
    { name: 'access-log', resource: { stop: () => accessLog.flush() } },
    { name: 'http', resource: server },
  ]
  return { server, front }
}

function spansOf({ otlpEndpoint, spansFolder, instance }: KitConfig): SpanSink & Resource {
  if (otlpEndpoint) return new OtlpSpans(otlpEndpoint)
  return spansFolder ? new LocalSpans(spansFolder, instance ?? `process-${process.pid}`) : noSpans
}

function openapiOf(service: Service, forwarding: Forwarding | undefined): AppParts['openapi'] {
  let document: object | undefined
  return () => forwarding?.openapi?.() ?? (document ??= openApiOf(service.contract))
}

function serverOf(
  { config, kit, isDrainKnown }: Assembly,
  steps: Steps,
  lasting: Pick<Forwarding, 'upgrade' | 'drain'> | undefined,
): HttpServer {
  const { app, classes } = createApp(steps)
  const { host, port, socket, shutdownMs, drainDelayMs } = config
  const take = lasting?.upgrade?.bind(lasting)
  return new HttpServer({
    app,
    classes,
    host,
    port,
    socket,
    shutdownMs,
    drainDelayMs,
    isDrainKnown,
    maxConnections: config.maxConnections,
    log: kit.log,
    upgrade: admitUpgrade({ steps, classes, take, log: kit.log }),
    drain: () => lasting?.drain?.(),
  })
}

/** Contracts state the limits of their routes for production; a developer's machine is given a hundred times as much. */
const LIMITS = {
  local: { perSecond: 1_000, perMinute: 60_000, factor: 100 },
  production: { perSecond: 50, perMinute: 600, factor: 1 },
}

function limitsOf({
  profile,
  addressLimitPerSecond,
  principalLimitPerMinute,
}: KitConfig): Pick<AppParts, 'addressLimit' | 'principalLimit'> {
  const { perSecond, perMinute, factor } = LIMITS[profile]
  const fallback = { limit: principalLimitPerMinute ?? perMinute, windowSeconds: 60, approximate: true }
  return {
    addressLimit: { limit: addressLimitPerSecond ?? perSecond, windowSeconds: 1, approximate: true },
    principalLimit: { fallback, factor },
  }
}

const passOn: Step = () => {}

function forwardingRoutes({ match, forward }: Forwarding): Routing {
  return { match, body: passOn, handler: forward }
}

function contractRoutes({ operations, resources, checksReplies }: Assembly): Routing {
  const matcher = new RouteMatcher(
    operations.map(target => ({ method: target.method, path: target.path, target })),
  )
  const invocation = { idempotently: idempotentlyOf(resources), checkReplies: checksReplies }
  return { match: matchRoute(matcher), body: parseBody, handler: runOperation(invocation) }
}

/** The database that stores replies with their effects, if the service has one. */
function idempotentlyOf(resources: Resources): Idempotently | undefined {
  for (const resource of Object.values(resources)) {
    const method: unknown =
      typeof resource === 'object' && resource !== null ? Reflect.get(resource, 'idempotently') : undefined
    if (typeof method === 'function') return method.bind(resource) as Idempotently
  }
  return undefined
}

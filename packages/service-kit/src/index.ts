export { RetryBudget, type RetryBudgetOptions } from '@azora/sdk/runtime'
export { type Decision, decide, refusalText } from './access/access-rule.js'
export {
  type Principal,
  permits,
  principalKey,
  type ServicePrincipal,
  type UserPrincipal,
} from './access/principal.js'
export { type Revocation, Revocations } from './access/revocations.js'
export {
  type RevocableClaims,
  type TokenTrust,
  TokenVerifier,
  type Verified,
} from './access/token-verifier.js'
export { type Cache, type CacheOptions, cache, type Keep } from './cache/cache.js'
export { type RedisOptions, type RedisResource, redis } from './cache/redis.js'
export { type Clock, systemClock } from './clock.js'
export { type KitConfig, kitSettings } from './config/kit-settings.js'
export {
  defineConfig,
  env,
  type Setting,
  type SettingOptions,
  type Settings,
  type ValuesOf,
} from './config/setting.js'
export { type AuditEntry, type AuditQuery, type AuditRecord, audit, auditPage } from './data/audit.js'
export {
  Database,
  type DatabaseOptions,
  database,
  type PrismaLike,
  type TransactionOptions,
} from './data/database.js'
export type { TransactionOf } from './data/deferred-client.js'
export { acquireLease, type Lease, type LeaseOptions } from './data/lease.js'
export { type Keyset, keyset } from './data/page-cursor.js'
export type { ReplicaOptions } from './data/replica.js'
export type { Sql } from './data/sql.js'
export {
  isCheckViolation,
  isForeignKeyViolation,
  isUniqueViolation,
  type SqlFailure,
  sqlFailure,
} from './data/sql-failure.js'
export {
  type AnnouncedOperation,
  type RouteDocument,
  type RoutedService,
} from './discovery/route-document.js'
export { RouteFile } from './discovery/route-file.js'
export {
  type DeadLetter,
  type DeadLetterFilter,
  deadLetters,
  discardDeadLetters,
  redriveDeadLetters,
} from './events/dead-letters/dead-letters.js'
export type { Failure } from './events/dead-letters/failure.js'
export {
  EventFeed,
  type EventFeedOptions,
  type FeedMessage,
  type FeedRequest,
} from './events/feed/event-feed.js'
export { EventLog, type EventLogOptions } from './events/feed/event-log.js'
export type { FeedItem, GapReason } from './events/feed/feed-item.js'
export { currentEvent } from './events/inbox/current-event.js'
export type { ErrorKind, HandlerRetries, Verdict } from './events/inbox/retry-policy.js'
export {
  type EventHandler,
  type Received,
  type ReceivedOf,
  type SubscribeOptions,
  subscribe,
} from './events/inbox/subscribe.js'
export { type EventOf, type Publish, publisher } from './events/outbox/publisher.js'
export type { When } from './events/outbox/when.js'
export {
  BrokerForgot,
  type Features,
  type Subscribed,
  type Subscription,
  type Transport,
} from './events/transport/transport.js'
export {
  type Decider,
  type DeciderOptions,
  decider,
  happened,
  type StreamEvent,
} from './eventsourcing/decider.js'
export {
  type Projected,
  type Projection,
  type ProjectionOptions,
  projection,
} from './eventsourcing/projection.js'
export {
  type DeclaredProjections,
  listProjections,
  type ProjectionStatus,
  rebuildProjection,
  resumeProjection,
} from './eventsourcing/projection-list.js'
export type {
  AppendOptions,
  Decided,
  ExecuteOptions,
  StreamState,
  Streams,
} from './eventsourcing/streams.js'
export type { ActiveOperation } from './http/active-operation.js'
export type { KitRequest, KitResponse } from './http/express-classes.js'
export {
  type Handler,
  type HandlerRequest,
  type Handlers,
  type Implementation,
  type Implemented,
  implement,
  type Teller,
  type Tellers,
} from './http/implement.js'
export { type Holder, holderOf } from './http/lasting/holder.js'
export {
  type Ending,
  goodbye,
  type Lasting,
  type LastingCaps,
  LastingConnections,
} from './http/lasting/lasting-connections.js'
export { ANSWERED, type Step } from './http/pipeline.js'
export { sendProblem } from './http/problem-handler.js'
export { Reply, reply } from './http/reply.js'
export { currentRequest, type RequestContext } from './http/request-context.js'
export { type Match, type Routed, RouteMatcher } from './http/route-matcher.js'
export { securityHeaders } from './http/security-headers.js'
export { type Outgoing, send } from './http/send.js'
export { unchanged } from './http/unchanged.js'
export { refuseOtherProtocols } from './http/web-sockets/handshake.js'
export {
  discardFailedJobs,
  type FailedJob,
  type FailedJobFilter,
  failedJobs,
  retryFailedJobs,
} from './jobs/failed-jobs.js'
export { JobLost } from './jobs/hold-keeper.js'
export {
  cron,
  every,
  type Handle,
  type Job,
  type JobDeclaration,
  type JobHandler,
  type JobOptions,
  type JobRun,
  JobUnreadable,
  job,
  type ScheduleOptions,
} from './jobs/job.js'
export { type EnqueueOptions, type JobQueue, jobQueue } from './jobs/job-queue.js'
export {
  Lifecycle,
  type LifecycleState,
  type NamedResource,
  StartFailed,
  type StopFailure,
} from './lifecycle.js'
export type { Consumption, Limit } from './limits/limit.js'
export {
  createRateLimiter,
  type RateLimiter,
  type RateLimiterOptions,
  rateLimitHeaders,
} from './limits/rate-limit.js'
export { type Migratable } from './migratable.js'
export { newId } from './new-id.js'
export type { LogFields, Logger, LogLevel } from './observability/logger.js'
export type { Metrics, RequestObserver } from './observability/metrics.js'
export { continueTrace, type TraceContext, traceparent } from './observability/trace-context.js'
export { deadLetterOrder } from './operations/dead-letter-routes.js'
export { type Bulkhead, type BulkheadOptions, bulkhead } from './resilience/bulkhead.js'
export {
  type CircuitBreaker,
  type CircuitBreakerOptions,
  type CircuitState,
  circuitBreaker,
} from './resilience/circuit-breaker.js'
export { deadlineSignal, withinDeadline } from './resilience/deadline.js'
export { HostRefused, isPublicAddress, onlyOrigin } from './resilience/host-guard.js'
export {
  type OutboundAnswer,
  OutboundClient,
  type OutboundClientOptions,
  type OutboundRequest,
  outboundClient,
} from './resilience/outbound-client.js'
export { compose, type Policy, type Work } from './resilience/policy.js'
export { type FailedAttempt, type RetryOptions, retry } from './resilience/retry.js'
export { ServiceClient, type ServiceClientOptions, serviceClient } from './resilience/service-client.js'
export { timeout } from './resilience/timeout.js'
export type { Kit, Resource, Resources } from './resource.js'
export { run } from './run.js'
export {
  compensateSaga,
  listSagas,
  retrySaga,
  type SagaDetails,
  type SagaFilter,
  type SagaStepRecord,
  type SagaSummary,
  sagaOrder,
  showSaga,
} from './saga/operations.js'
export { type Saga, type SagaDeclaration, type SagaOptions, saga } from './saga/saga.js'
export type { SagaState, StepState } from './saga/saga-state.js'
export { type Sagas, sagasIn } from './saga/sagas.js'
export type { CompensationCall, StepCall, StepOptions, StepRetries } from './saga/step.js'
export {
  type ConfigOf,
  defineService,
  type Forwarding,
  type ForwardingKit,
  type Service,
  type ServiceDefinition,
  type UpgradeRequest,
} from './service.js'

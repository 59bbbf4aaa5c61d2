import * as z from 'zod'
import { defineConfig, env, type ValuesOf } from './setting.js'

const ms = (fallback: number) => z.int().min(0).max(3_600_000).default(fallback)

// Kafka's name several servers, which a URL does not.
const ADDRESS = z.string().regex(/^[a-z]+:\/\/\S+$/, 'expected an address, as scheme://host')

/** What every service reads, whatever else it does. */
export const kitSettings = defineConfig({
  profile: env('AZORA_PROFILE', z.enum(['local', 'production']).default('local'), {
    about: 'local: generous limits and response checks; production: strict limits, no default secrets',
  }),
  host: env('HOST', z.string().min(1).default('127.0.0.1'), {
    about: 'address to listen on; loopback unless told otherwise',
  }),
  port: env('PORT', z.int().min(0).max(65_535).default(0), {
    about: 'port to listen on; 0 takes a free one',
  }),
  socket: env('LISTEN_FD', z.int().min(3).max(1_023).optional(), {
    about:
      'file descriptor of a listening socket to take requests from as well; PORT then reaches this process alone',
  }),
  instance: env('AZORA_INSTANCE', z.string().min(1).optional(), {
    about: 'name of this replica in logs and metrics',
  }),
  logLevel: env('LOG_LEVEL', z.enum(['error', 'warn', 'info', 'debug']).default('info'), {
    about: 'least severe level that is logged',
  }),
  authUrl: env('AUTH_URL', z.url().default('http://127.0.0.1:4001'), {
    about: 'where tokens come from: JWKS, revocations and service tokens',
  }),
  serviceKey: env.secret('AZORA_SERVICE_KEY', z.string().min(20).optional(), {
    about:
      "this service's key, exchanged for five-minute tokens: to call others, and to learn of revoked sessions. Production needs it",
    ownInProduction: true,
  }),
  redisUrl: env.secret('REDIS_URL', z.url().optional(), {
    about: 'shared limits and caches; without it they are kept per instance',
  }),
  replicaUrl: env.secret('DATABASE_REPLICA_URL', z.url().optional(), {
    about:
      'a standby of the PostgreSQL database, for what may be a little old; without it everything is read from the database',
  }),
  replicaStalenessMs: env('DATABASE_REPLICA_STALENESS_MS', ms(5_000), {
    about: 'how old what the standby answers may be; beyond that the database itself is read',
  }),
  eventTransport: env.secret('EVENT_TRANSPORT', ADDRESS.optional(), {
    about:
      'where events travel: postgresql://…/azora_bus, redis://…, amqp://host/vhost or kafka://host:9092,host:9092; without it they wait in the outbox',
  }),
  jobsRedisUrl: env.secret('JOBS_REDIS_URL', z.url().optional(), {
    about:
      'a Redis that never evicts, over which BullMQ hands out jobs; without it the database does. Jobs are kept in the database either way',
  }),
  auditDays: env('AUDIT_DAYS', z.int().min(1).default(1_096), {
    about: 'how long audit rows are kept, in days; what is older goes by the month',
  }),
  webSockets: env('WEBSOCKETS', z.int().min(1).default(1_000), {
    about: 'WebSockets that may be open at a time in one process; more get 503',
  }),
  webSocketsPerPrincipal: env('WEBSOCKETS_PER_PRINCIPAL', z.int().min(1).default(32), {
    about: 'WebSockets that one user, or one address without a user, may have open at a time; more get 429',
  }),
  webSocketPatienceMs: env('WEBSOCKET_PATIENCE_MS', ms(30_000), {
    about: 'how long a WebSocket may take nothing of what is told; then it is closed with 4408',
  }),
  maxConnections: env('MAX_CONNECTIONS', z.int().min(1).default(10_000), {
    about: 'connections that may be open to each listening socket; further ones are closed at once',
  }),
  corsOrigins: env('CORS_ORIGINS', z.array(z.string().min(1)).default([]), {
    about: 'browser origins that may call; none by default',
  }),
  trustedProxies: env('TRUSTED_PROXIES', z.array(z.string().min(1)).default([]), {
    about: 'addresses whose X-Forwarded-For is believed (IP or CIDR)',
  }),
  observers: env('OBSERVERS', z.array(z.string().min(1)).default(['127.0.0.1', '::1']), {
    about:
      'addresses of those who watch (IP or CIDR): they may read /metrics and all of /health; others need platform:observe',
  }),
  addressLimitPerSecond: env('ADDRESS_LIMIT_PER_SECOND', z.int().min(1).optional(), {
    about: 'requests per second and client address; default 1000 locally, 50 in production',
  }),
  principalLimitPerMinute: env('PRINCIPAL_LIMIT_PER_MINUTE', z.int().min(1).optional(), {
    about: 'requests per minute and principal; default 60000 locally, 600 in production',
  }),
  drainDelayMs: env('DRAIN_DELAY_MS', ms(1_000), {
    about:
      'time between turning unready and refusing connections, for balancers to notice; under a supervisor it ends when nobody is connected',
  }),
  shutdownMs: env('SHUTDOWN_MS', ms(10_000), {
    about: 'how long requests in flight may take to finish on SIGTERM',
  }),
  stopMs: env('STOP_MS', ms(5_000), { about: 'how long each resource may take to stop' }),
  otlpEndpoint: env('OTEL_EXPORTER_OTLP_ENDPOINT', z.url().optional(), {
    about: 'collector that spans are exported to (OTLP over HTTP)',
  }),
  spansFolder: env('AZORA_SPANS', z.string().min(1).optional(), {
    about: 'folder that spans are kept in when none are exported',
  }),
})

/** The values of {@link kitSettings}. */
export type KitConfig = ValuesOf<typeof kitSettings>

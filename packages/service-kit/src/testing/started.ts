import { randomUUID } from 'node:crypto'
import type { Contract } from '@azora/contracts'
import { type Client, type ClientOptions, createClient } from '@azora/sdk/client'
import type { TestDatabase } from '@azora/supervisor'
import type { TokenTrust } from '../access/token-verifier.js'
import type { KitConfig } from '../config/kit-settings.js'
import { readConfig } from '../config/read-config.js'
import { faultReport } from '../config/report.js'
import type { EventSurroundings } from '../events/event-resources.js'
import { createLogger } from '../observability/logger.js'
import type { Resource, Resources } from '../resource.js'
import { type RunningService, startService } from '../running.js'
import type { Service } from '../service.js'
import { TestEvents } from './events.js'
import { LogCapture } from './log-capture.js'
import { TestClock } from './test-clock.js'
import { testDatabase } from './test-database.js'
import { TEST_KEY_ID, TestIssuer, type TestUser } from './test-issuer.js'

/** The options of {@link started}. */
export interface StartedOptions {
  /**
   * Environment variables, over what the harness sets. With `EVENT_TRANSPORT` events travel by that, or by nothing if it is
   * empty, and not in memory: then `events` and `settled` know nothing of them.
   */
  env?: Readonly<Record<string, string>>
  /** Where the clock stands (RFC 3339). Default: the machine's time at the start; it moves only when told to. */
  now?: string
  /** Whether the service's seed has run. Default true, as on a platform. */
  seed?: boolean
  /** Whose tokens it trusts. Default: an issuer of its own. For services that ask each other in a user's name. */
  issuer?: TestIssuer
}

/** A running service and everything a test needs around it. */
export interface Started<C extends Contract = Contract> extends AsyncDisposable {
  readonly url: string
  /** Calls the service as nobody. */
  readonly client: Client<C>
  /** Calls the service as this user. */
  as(user: TestUser, options?: ClientOptions): Promise<Client<C>>
  /** Calls the service as another service. */
  asService(name: string): Promise<Client<C>>
  readonly issuer: TestIssuer
  readonly clock: TestClock
  readonly logs: LogCapture
  /** What it publishes, and what others publish for it. */
  readonly events: TestEvents
  /** Resolves when nothing that is due by its clock is left: no event to be sent, handled or tried again, no saga to go on, no job to be done. */
  settled(): Promise<void>
  readonly resources: Resources
  readonly service: RunningService
  /** Address of its database; '' if it has none. */
  readonly databaseUrl: string
}

/**
 * Starts a service on a fresh, migrated and seeded PostgreSQL database, listening on a free port of the loopback
 * interface, trusting the tokens of {@link Started.as}. `await using` ends it and removes the database.
 */
export async function started<C extends Contract>(
  service: Service<C>,
  options: StartedOptions = {},
): Promise<Started<C>> {
  const clock = new TestClock(options.now)
  const issuer = await issuerOf(options, clock)
  const logs = new LogCapture()
  const events = new TestEvents(service.name, clock)
  const database = await databaseOf(service)
  const databaseUrl = database?.url ?? ''
  const given = { AZORA_SERVICE_KEY: `azk_test_${randomUUID()}`, DRAIN_DELAY_MS: '0' }
  const config = configOf(service, { ...given, DATABASE_URL: databaseUrl, ...options.env })
  const log = createLogger({ service: service.name, level: 'debug', transports: [logs.transport] })
  const trust = (own: Trust | undefined) => (own ? either(issuer, own) : issuer)
  const running = await startService(service, {
    config,
    log,
    clock,
    trust,
    // Whatever the profile: a test is where an answer against the contract is to be found.
    checksReplies: true,
    events: carriedBy(events, options),
  })
  if (options.seed !== false) await service.definition.seed?.(running.use, config)
  return {
    ...callers(service, running.url, issuer),
    url: running.url,
    issuer,
    clock,
    logs,
    events,
    settled: () => events.settled(running.resources),
    resources: running.resources,
    service: running,
    databaseUrl,
    [Symbol.asyncDispose]: () => dispose(running, database),
  }
}

const issuerOf = async ({ issuer }: StartedOptions, clock: TestClock) =>
  issuer ?? (await TestIssuer.create(clock))

type Trust = TokenTrust & Resource

function carriedBy({ transport }: TestEvents, { env }: StartedOptions): EventSurroundings | undefined {
  return env?.['EVENT_TRANSPORT'] === undefined ? { transport, pauses: false } : undefined
}

async function databaseOf({ name, settings, migrations }: Pick<Service, 'name' | 'settings' | 'migrations'>) {
  return 'databaseUrl' in settings ? testDatabase(name, migrations) : undefined
}

/** Clients of the running service. They fail at the first failure: a test wants to see it. */
function callers<C extends Contract>({ contract, name }: Service<C>, baseUrl: string, issuer: TestIssuer) {
  const call = (more: ClientOptions) =>
    createClient(contract, { baseUrl, retries: 0, circuit: false, retryBudget: false, ...more })
  return {
    client: call({}),
    as: async (someone: TestUser, more?: ClientOptions) =>
      call({ token: await issuer.tokenOf(someone), ...more }),
    asService: async (caller: string) => call({ token: await issuer.serviceToken(caller, name) }),
  }
}

async function dispose(running: RunningService, database: TestDatabase | undefined): Promise<void> {
  running.abandon()
  const failures = await running.stop()
  await database?.drop()
  const [first] = failures
  if (first)
    throw new AggregateError(
      failures.map(({ error }) => error),
      `${first.name} did not stop`,
    )
}

function configOf(
  service: Pick<Service, 'name' | 'settings'>,
  variables: Readonly<Record<string, string>>,
): KitConfig {
  const reading = readConfig(service.settings, [{ origin: 'environment', variables }])
  if (!reading.ok) throw new Error(faultReport(service.name, reading.faults))
  return reading.config as KitConfig
}

/** Trusts what the service trusts, and the test's own key beside it. */
function either(issuer: TestIssuer, own: Trust): Trust {
  return {
    required: own.required ?? true,
    start: kit => own.start?.(kit),
    stop: () => own.stop?.(),
    check: () => own.check?.(),
    key: (header, token) => (header.kid === TEST_KEY_ID ? issuer.key(header, token) : own.key(header, token)),
    isRevoked: claims => issuer.isRevoked(claims) || own.isRevoked(claims),
  }
}

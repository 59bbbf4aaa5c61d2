import type { Contract } from '@azora/contracts'
import type { TokenTrust, Verified } from './access/token-verifier.js'
import type { Clock } from './clock.js'
import { type KitConfig, kitSettings } from './config/kit-settings.js'
import type { Settings, ValuesOf } from './config/setting.js'
import type { EventHandler } from './events/inbox/subscribe.js'
import type { KitRequest, KitResponse } from './http/express-classes.js'
import type { Implementation } from './http/implement.js'
import type { Step } from './http/pipeline.js'
import type { JobHandler } from './jobs/job.js'
import type { Kit, Resource, Resources } from './resource.js'
import type { Saga } from './saga/saga.js'

/** Everything a service is configured by: its own settings and the kit's. */
export type ConfigOf<S extends Settings> = ValuesOf<S> & KitConfig

/** A request to go on in another protocol on the same connection. */
export interface UpgradeRequest {
  request: KitRequest
  /** Has the socket: answers in HTTP, or lets go of it by `detachSocket` when the protocol changes. */
  response: KitResponse
  /** What the client has sent after its request. */
  head: Buffer
}

/** Takes the place of contract routes in a service that passes requests on to others. */
export interface Forwarding {
  /** Sets `request.context.operation`, or throws a problem. */
  match: Step
  /** Answers, once the request has been admitted. */
  forward: Step
  /** Takes over a connection whose upgrade request was admitted by the same steps. */
  upgrade?(upgrade: UpgradeRequest): void | Promise<void>
  /** Called when draining begins, before connections are closed: the moment to end upgraded ones. */
  drain?(): void | Promise<void>
  /** The OpenAPI document to serve instead of the contract's own. */
  openapi?(): object | Promise<object>
}

/** What the kit lends to a service that forwards. */
export interface ForwardingKit extends Kit {
  /** Verifies a token once more: for connections that outlive the request that opened them. Cheap for a token seen before. */
  verify(token: string): Verified | Promise<Verified>
}

/** What a service consists of; see {@link defineService}. */
export interface ServiceDefinition<C extends Contract, S extends Settings, R extends Resources, U> {
  contract: C
  /** The environment variables it reads beside the kit's. */
  config?: S
  /** What lives and dies with it, in starting order; plain values may stand among them. */
  resources?(config: ConfigOf<S>, kit: Kit): R
  /** What handlers may use: usually repositories made from the resources. Default: the resources. */
  use?(resources: R & { clock: Clock }, config: ConfigOf<S>, kit: Kit): U
  /** One implementation for every resource of the contract. */
  routes?(use: U): Implementation<C>
  /** What it does about events, its own and those of others. */
  subscriptions?(use: U): readonly EventHandler[]
  /** The processes of several steps it sees through. */
  sagas?(use: U): readonly Saga[]
  /** What it does later, or again and again: once over all its instances. */
  jobs?(use: U): readonly JobHandler[]
  /** Instead of `routes`, in a service that forwards. */
  forward?(use: U, kit: ForwardingKit): Forwarding
  /** Where tokens are trusted from. Default: the auth service at AUTH_URL. */
  trust?(use: U): TokenTrust & Resource
  /** Fills a fresh database with what it cannot be without. Must be safe to run again. */
  seed?(use: U, config: ConfigOf<S>): Promise<void>
  /** Folder of `prisma/migrations`, relative to where the service runs. Default `prisma/migrations`. */
  migrations?: string
}

/** A declared service: a value without effects. `run` gives it a process, `started` a test. */
export interface Service<C extends Contract = Contract> {
  readonly name: string
  readonly contract: C
  readonly settings: Settings
  readonly migrations: string
  readonly definition: ErasedDefinition
}

/** A definition whose inner types only its own functions know. */
export interface ErasedDefinition {
  resources(config: KitConfig, kit: Kit): Resources
  use(resources: Resources & { clock: Clock }, config: KitConfig, kit: Kit): unknown
  routes(use: unknown): Implementation<Contract>
  subscriptions(use: unknown): readonly EventHandler[]
  sagas(use: unknown): readonly Saga[]
  jobs(use: unknown): readonly JobHandler[]
  forward?(use: unknown, kit: ForwardingKit): Forwarding
  trust?(use: unknown): TokenTrust & Resource
  seed?(use: unknown, config: KitConfig): Promise<void>
}

/**
 * Declares a service: its contract, what it is configured by, what it is made of, and what answers its routes.
 *
 * Nothing happens until it is run: `await run(service)` in `main.ts`, or `await started(service)` in a test.
 */
export function defineService<C extends Contract, S extends Settings, R extends Resources, U = R>(
  definition: ServiceDefinition<C, S, R, U>,
): Service<C> {
  const { contract, config, migrations = 'prisma/migrations' } = definition
  // Who trusts itself needs nobody's word on what was revoked.
  const own = definition.trust && { serviceKey: { ...kitSettings.serviceKey, ownInProduction: false } }
  const defaults = {
    resources: () => ({}),
    use: (resources: unknown) => resources,
    routes: () => ({}),
    subscriptions: () => [],
    sagas: () => [],
    jobs: () => [],
  }
  return {
    name: contract.name,
    contract,
    settings: { ...kitSettings, ...own, ...config },
    migrations,
    // Each function only ever receives what another function of the same definition returned.
    definition: { ...defaults, ...(definition as unknown as Partial<ErasedDefinition>) },
  }
}

import type { Contract } from '@azora/contracts'
import { type CallEvent, CircuitOpen, type OutgoingRequest } from '@azora/sdk'
import { type Client, type ClientOptions, createClient, type RequestOptions } from '@azora/sdk/client'
import { systemClock } from '../clock.js'
import type { KitConfig } from '../config/kit-settings.js'
import { currentRequest, DEADLINE_HEADER } from '../http/request-context.js'
import { Callee } from './callee.js'
import { deadlineSignal, withinDeadline } from './deadline.js'
import { guardedAdapter } from './guarded-adapter.js'
import { onlyOrigin } from './host-guard.js'
import { serviceTokens } from './service-tokens.js'

/** The options of {@link serviceClient}. */
export interface ServiceClientOptions {
  /** Where the service answers. The client calls no other origin. */
  url: string
  /** The service's configuration: its key, and where tokens are had for it. */
  credentials: Pick<KitConfig, 'authUrl' | 'serviceKey'>
  /** How long one attempt may take. Default 3,000. */
  timeoutMs?: number
  /** How long a call may take with all its attempts, at most to the deadline of the request being served. Default 10,000. */
  deadlineMs?: number
  /** How many times a call that cannot take effect twice may be sent again. Default 2, and never more than a fifth of all calls. */
  retries?: number
}

/**
 * Declares a service that this one calls.
 *
 * A call carries this service's token, the request's id and trace, and what is left of its deadline. Calls that take
 * effect once are repeated within a budget; a callee that fails is spared (half of ten calls within 10 s, for 5 s). What
 * a call throws are the callee's problems, or a `CallFailed`.
 */
export function serviceClient<C extends Contract>(
  contract: C,
  options: ServiceClientOptions,
): ServiceClient<C> {
  return new ServiceClient(contract, options)
}

/** Another service of the platform, as a resource. See {@link serviceClient}. */
export class ServiceClient<C extends Contract> extends Callee {
  /** Its typed client. */
  readonly api: Client<C>

  constructor(contract: C, options: ServiceClientOptions) {
    super(contract.name, onlyOrigin(options.url))
    this.api = inRequest(createClient(contract, this.#clientOptions(options)), options.deadlineMs ?? 10_000)
  }

  #clientOptions({ url, credentials, ...options }: ServiceClientOptions): ClientOptions {
    const clock = { now: () => (this.kit?.clock ?? systemClock).now() }
    const tokens = serviceTokens({ ...credentials, clock })
    const { guard, breaker } = this
    return {
      baseUrl: url,
      token: () => tokens(this.name),
      timeoutMs: 3_000,
      deadlineMs: 10_000,
      ...options,
      circuit: false,
      adapter: guardedAdapter({ guard, policy: breaker }),
      httpAgent: guard.httpAgent,
      httpsAgent: guard.httpsAgent,
      hooks: { request: request => this.#prepare(request), event: event => this.#record(event) },
    }
  }

  #prepare(request: OutgoingRequest): void {
    if (this.breaker.state === 'open') {
      throw new CircuitOpen(`${this.name} failed too often just now; nothing was sent`)
    }
    const current = currentRequest()
    if (current) request.headers[DEADLINE_HEADER] = String(current.remainingMs)
  }

  #record(event: CallEvent): void {
    if (event.type === 'answered') this.observe({ ...event, outcome: String(event.status) })
    if (event.type === 'failed') this.observe({ ...event, outcome: event.code })
    if (event.type === 'retrying') this.kit?.log.info(`calling ${this.name} again`, { ...event })
  }
}

/** The ids, trace and deadline of the request being served, unless the call says otherwise. */
function callOptions(deadlineMs: number): RequestOptions {
  const request = currentRequest()
  if (!request) return {}
  const { requestId, traceparent } = request
  return { requestId, traceparent, deadlineMs: withinDeadline(deadlineMs), signal: deadlineSignal() }
}

type Call = (parts?: object, options?: RequestOptions) => unknown
type Calls = Record<string, Record<string, Call>>

function inRequest<C extends Contract>(client: Client<C>, deadlineMs: number): Client<C> {
  const wrap =
    (call: Call): Call =>
    (parts, own) =>
      call(parts, { ...callOptions(deadlineMs), ...own })
  const resources = Object.entries(client as unknown as Calls).map(([resource, calls]) => [
    resource,
    Object.fromEntries(Object.entries(calls).map(([name, call]) => [name, wrap(call)])),
  ])
  return Object.fromEntries(resources) as Client<C>
}

import type { Contract } from '@azora/contracts'
import { type CallEvent, CircuitOpen, type OutgoingRequest } from '@azora/sdk'
import { type Client, type ClientOptions, createClient, type RequestOptions } from '@azora/sdk/client'
import { systemClock } from '../clock.js'
import type { KitConfig } from '../config/kit-settings.js'
import { currentRequest, DEADLINE_HEADER } from '../http/request-context.js'
import type { Kit, Resource } from '../resource.js'
import { type CircuitBreaker, circuitBreaker } from './circuit-breaker.js'
import { deadlineSignal, withinDeadline } from './deadline.js'
import { guardedAdapter, speaksAgainstCallee } from './guarded-adapter.js'
import { onlyOrigin } from './host-guard.js'
import { observeOutgoing } from './outgoing-metrics.js'
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

/** Another service of the platform, as a resource. */
export interface ServiceClient<C extends Contract> extends Resource {
  /** Its typed client. */
  readonly api: Client<C>
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
  const { url, credentials, timeoutMs = 3_000, deadlineMs = 10_000, retries = 2 } = options
  const callee = contract.name
  const guard = onlyOrigin(url)
  let kit: Kit | undefined
  const breaker = circuitBreaker({
    name: callee,
    isFailure: speaksAgainstCallee,
    onState: state => kit?.log.warn(`the circuit to ${callee} is ${state}`),
  })
  const tokens = serviceTokens({ ...credentials, clock: { now: () => (kit?.clock ?? systemClock).now() } })
  const clientOptions: ClientOptions = {
    baseUrl: url,
    token: () => tokens(callee),
    timeoutMs,
    deadlineMs,
    retries,
    circuit: false,
    adapter: guardedAdapter({ guard, policy: breaker }),
    httpAgent: guard.httpAgent,
    httpsAgent: guard.httpsAgent,
    hooks: {
      request: request => prepare(request, breaker, callee),
      event: event => record(kit, callee, event),
    },
  }
  return {
    api: inRequest(createClient(contract, clientOptions), deadlineMs),
    required: false,
    start: lent => {
      kit = lent
    },
    stop: () => {
      breaker[Symbol.dispose]()
      guard.close()
    },
    check: () => {
      if (breaker.state === 'open') throw new Error(`${callee} failed too often just now and is being spared`)
    },
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

function prepare(request: OutgoingRequest, breaker: CircuitBreaker, callee: string): void {
  if (breaker.state === 'open') throw new CircuitOpen(`${callee} failed too often just now; nothing was sent`)
  const current = currentRequest()
  if (current) request.headers[DEADLINE_HEADER] = String(current.remainingMs)
}

function record(kit: Kit | undefined, callee: string, event: CallEvent): void {
  if (!kit) return
  const { operation } = event
  if (event.type === 'answered')
    observeOutgoing(kit.metrics.registry, {
      callee,
      operation,
      outcome: String(event.status),
      tookMs: event.tookMs,
    })
  if (event.type === 'failed')
    observeOutgoing(kit.metrics.registry, { callee, operation, outcome: event.code, tookMs: event.tookMs })
  if (event.type === 'retrying') kit.log.info(`calling ${callee} again`, event)
}

import { BadGateway, DeadlineExceeded } from '@azora/contracts'
import axios, { type AxiosAdapter, type AxiosInstance, isAxiosError } from 'axios'
import { Callee } from './callee.js'
import { deadlineSignal, withinDeadline } from './deadline.js'
import { guardedAdapter } from './guarded-adapter.js'
import { type HostGuard, HostRefused, publicHosts } from './host-guard.js'
import { compose, type Policy } from './policy.js'
import { retry } from './retry.js'
import { timeout } from './timeout.js'

/** The options of {@link outboundClient}. */
export interface OutboundClientOptions {
  /** Who is called, in logs and metrics: `stripe`. */
  name: string
  /** The hosts that may be called, all by https: `['api.stripe.com']`. `*.example.com` stands for its subdomains. */
  hosts: readonly string[]
  /** How long one attempt may take. Default 5,000. */
  timeoutMs?: number
  /** Attempts in all for requests that cannot take effect twice. Default 3. */
  attempts?: number
  /** Largest answer that is read. Default 5 MiB. */
  maxAnswerBytes?: number
  /** Where requests may go and how, for tests. Default: to `hosts`. */
  guard?: HostGuard
  send?: AxiosAdapter
}

/** A request to the outside. */
export interface OutboundRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: string
  headers?: Readonly<Record<string, string>>
  /** Sent as it is; name its type in the headers. */
  body?: string
  /** The callee takes the request as one however often it is sent: by an idempotency key, say. Default: true except for POST and PATCH. */
  repeatable?: boolean
  /** Ends the request. The deadline of the request being served does so anyway. */
  signal?: AbortSignal
}

/** What came back, whatever its status. */
export interface OutboundAnswer {
  status: number
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>
  text: string
}

const PASSING_STATUS = new Set([408, 425, 429, 502, 503, 504])
const REPEATABLE = new Set(['GET', 'PUT', 'DELETE'])

/** An answer worth asking for again. */
class TryAgain extends Error {
  readonly answer: OutboundAnswer

  constructor(answer: OutboundAnswer) {
    super(`answered ${answer.status}`)
    this.answer = answer
  }
}

/**
 * Declares somebody outside of the platform that this service calls: by https, to named hosts and their public addresses
 * only, no redirect followed, under a timeout, a retry budget and a circuit breaker.
 */
export function outboundClient(options: OutboundClientOptions): OutboundClient {
  return new OutboundClient(options)
}

/** Somebody outside of the platform, as a resource. See {@link outboundClient}. */
export class OutboundClient extends Callee {
  readonly #timeoutMs: number
  readonly #retry: Policy
  readonly #http: AxiosInstance

  constructor(options: OutboundClientOptions) {
    const { name, hosts, timeoutMs = 5_000, attempts = 3 } = options
    super(name, options.guard ?? publicHosts(hosts))
    this.#timeoutMs = timeoutMs
    this.#retry = retry({ attempts, retryable: ({ error }) => isPassing(error), retryAfterMs })
    this.#http = bareAxios(options, this)
  }

  /**
   * Sends a request and returns the answer, whatever its status. Throws `HostRefused` before anything is sent,
   * `BadGateway` without an answer, `DeadlineExceeded` without one in time, `ServiceUnavailable` while the callee is spared.
   */
  async request(it: OutboundRequest): Promise<OutboundAnswer> {
    const repeatable = it.repeatable ?? REPEATABLE.has(it.method)
    const inTime = timeout(withinDeadline(this.#timeoutMs))
    const policy = repeatable ? compose(this.#retry, inTime) : inTime
    try {
      return await policy.execute(async signal => {
        const answer = await this.#once(it, signal)
        if (repeatable && PASSING_STATUS.has(answer.status)) throw new TryAgain(answer)
        return answer
      }, signalOf(it))
    } catch (error) {
      if (error instanceof TryAgain) return error.answer
      throw error
    }
  }

  async #once({ method, url, headers, body }: OutboundRequest, signal: AbortSignal): Promise<OutboundAnswer> {
    const startedAt = performance.now()
    let outcome = 'failed'
    try {
      const answer = answerOf(
        await this.#http.request({ method, url, headers: { ...headers }, data: body, signal }),
      )
      outcome = String(answer.status)
      return answer
    } catch (error) {
      outcome = codeOf(error)
      throw withoutCredentials(error, this.name)
    } finally {
      this.observe({ operation: method, outcome, tookMs: performance.now() - startedAt })
    }
  }
}

const asIs = (text: unknown) => text

/** axios as a transport and nothing else: no redirect, proxy, parsing or opinion about statuses. */
function bareAxios(options: OutboundClientOptions, { guard, breaker }: Callee): AxiosInstance {
  const { maxAnswerBytes = 5 * 1024 * 1024, send } = options
  return axios.create({
    adapter: guardedAdapter({ guard, policy: breaker, ...(send ? { send } : {}) }),
    httpAgent: guard.httpAgent,
    httpsAgent: guard.httpsAgent,
    proxy: false,
    maxRedirects: 0,
    maxContentLength: maxAnswerBytes,
    responseType: 'text',
    transformRequest: [asIs],
    transformResponse: [asIs],
    validateStatus: () => true,
  })
}

function signalOf({ signal }: OutboundRequest): AbortSignal | undefined {
  const deadline = deadlineSignal()
  return signal && deadline ? AbortSignal.any([signal, deadline]) : (signal ?? deadline)
}

function answerOf({
  status,
  headers,
  data,
}: {
  status: number
  headers: object
  data: unknown
}): OutboundAnswer {
  const named = Object.entries(headers).map(([name, value]): [string, string] => [
    name.toLowerCase(),
    String(value),
  ])
  const text = typeof data === 'string' ? data : ''
  return { status, headers: Object.fromEntries(named), text }
}

function isPassing(error: unknown): boolean {
  return error instanceof TryAgain || error instanceof DeadlineExceeded || error instanceof BadGateway
}

/** `Retry-After` in seconds or as a date (RFC 9110, 10.2.3). */
function retryAfterMs(error: unknown): number | undefined {
  const text = error instanceof TryAgain ? error.answer.headers['retry-after'] : undefined
  if (!text) return undefined
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - Date.now()
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined
}

/** axios' own error holds the request with its credentials: only what it says is passed on. */
function withoutCredentials(error: unknown, name: string): unknown {
  if (!isAxiosError(error)) return error
  if (error.code === 'host-refused') return new HostRefused(error.message)
  const cause = Object.assign(new Error(error.message), { code: error.code })
  return new BadGateway(`${name} could not be reached`, { cause })
}

function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined
  return typeof code === 'string' ? code.toLowerCase() : 'failed'
}

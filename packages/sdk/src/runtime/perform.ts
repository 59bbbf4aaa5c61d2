import { isProblem } from '@azora/contracts/problem'
import { read } from './answer.js'
import type { Call } from './call.js'
import type { Answer } from './call-promise.js'
import type { Happening } from './events.js'
import {
  AttemptTimedOut,
  CallAborted,
  CallTimedOut,
  CircuitOpen,
  type FailureOptions,
  isCallFailed,
} from './failures.js'
import { randomId } from './random-id.js'
import { headersOf } from './request-headers.js'
import { isOutage, pauseBeforeRetry } from './retry.js'
import type { Runtime } from './runtime.js'
import { within } from './time.js'
import { target } from './url.js'

const TIMEOUT_MS = 10_000
const DEADLINE_MS = 30_000
const RETRIES = 2

/** Sends a call until it succeeds, fails for good, or its time is up. */
export function perform(call: Call, runtime: Runtime): Promise<Answer<unknown>> {
  return new OngoingCall(call, runtime).result()
}

class OngoingCall {
  readonly #call: Call
  readonly #runtime: Runtime
  readonly #requestId: string
  readonly #headers: Record<string, string>
  readonly #deadlineAt: number
  #attempt = 0
  #renewals = 0
  #token: string | undefined
  #last: unknown

  constructor(call: Call, runtime: Runtime) {
    const { endpoint, options } = call
    this.#call = call
    this.#runtime = runtime
    this.#requestId = options.requestId ?? randomId()
    const idempotencyKey = options.idempotencyKey ?? (endpoint.keyed ? randomId() : undefined)
    this.#headers = headersOf(call, { requestId: this.#requestId, idempotencyKey }, runtime.options)
    this.#deadlineAt = runtime.time.now() + this.#deadlineMs
  }

  async result(): Promise<Answer<unknown>> {
    const { signal } = this.#call.options
    const late = () => this.#failed(CallTimedOut, `The call took longer than ${this.#deadlineMs} ms`)
    this.#runtime.budget?.earn()
    try {
      return await within({ ms: this.#deadlineMs, time: this.#runtime.time, signal, late }, inner =>
        this.#untilDone(inner),
      )
    } catch (error) {
      if (signal?.aborted && error === signal.reason)
        throw this.#failed(CallAborted, 'The call was aborted', error)
      throw error
    }
  }

  async #untilDone(signal: AbortSignal): Promise<Answer<unknown>> {
    for (;;) {
      try {
        return await this.#once(signal)
      } catch (error) {
        this.#last = error
        const pauseMs = (await this.#tokenRenewedAfter(error)) ? 0 : this.#pauseAfter(error)
        if (pauseMs === undefined) throw error
        if (pauseMs > 0) await this.#runtime.time.wait(pauseMs, signal)
      }
    }
  }

  async #once(outer: AbortSignal): Promise<Answer<unknown>> {
    const { time, transport } = this.#runtime
    const request = await this.#request()
    this.#attempt += 1
    this.#tell({ type: 'sent' })
    const startedAt = time.now()
    try {
      const late = () => this.#failed(AttemptTimedOut, `No answer within ${this.#timeoutMs} ms`, this.#last)
      const response = await within({ ms: this.#timeoutMs, time, signal: outer, late }, signal =>
        transport({ ...request, signal }, this.#known()),
      )
      this.#tell({ type: 'answered', status: response.status, tookMs: time.now() - startedAt })
      return this.#accepted(read(response, this.#known()))
    } catch (error) {
      this.#report(error)
      if (!isProblem(error))
        this.#tell({ type: 'failed', code: codeOf(error), tookMs: time.now() - startedAt })
      throw error
    }
  }

  async #request() {
    const { baseUrl, options, tokens } = this.#runtime
    const { endpoint, operation, parts, service } = this.#call
    const prefix = service && !endpoint.path.startsWith('/.well-known/') ? `/${service}` : ''
    const url = baseUrl + prefix + target(endpoint.path, parts)
    this.#refuseWhileOpen()
    const own = this.#call.options.token
    this.#token = own === undefined ? await tokens.current() : (own ?? undefined)
    const headers = { ...this.#headers, ...(this.#token ? { authorization: `Bearer ${this.#token}` } : {}) }
    await options.hooks?.request?.({ service, operation, method: endpoint.method, headers })
    return { method: endpoint.method, url, headers, body: textOf(parts.body) }
  }

  #refuseWhileOpen(): void {
    const { service } = this.#call
    if (this.#runtime.circuit(service)?.admits(this.#runtime.time.now()) !== false) return
    throw this.#failed(
      CircuitOpen,
      `${service || 'The service'} failed too often just now; nothing was sent`,
      this.#last,
    )
  }

  #accepted(answer: Answer<unknown>): Answer<unknown> {
    const { operation, service } = this.#call
    this.#report(undefined)
    this.#runtime.options.hooks?.answer?.({ ...answer, service, operation })
    return answer
  }

  /** What says nothing about the service, such as the caller's own change of mind, leaves its circuit alone. */
  #report(error: unknown): void {
    const isOut = isOutage(error)
    if (!isOut && error !== undefined && !isProblem(error)) return
    this.#runtime.circuit(this.#call.service)?.report(!isOut, this.#runtime.time.now())
  }

  /** An expired token is renewed once per call; sending again is safe, for the first was refused at the door. */
  async #tokenRenewedAfter(error: unknown): Promise<boolean> {
    const refused = this.#token
    const isRefusal = isProblem(error) && error.status === 401 && error.code === 'unauthenticated'
    if (!isRefusal || refused === undefined || this.#renewals > 0 || this.#call.options.token !== undefined)
      return false
    this.#renewals += 1
    this.#tell({ type: 'renewing-token' })
    return (await this.#runtime.tokens.renewed(refused)) !== undefined
  }

  #pauseAfter(failure: unknown): number | undefined {
    const { time, budget, options } = this.#runtime
    const { endpoint, options: own } = this.#call
    const retries = own.retries ?? options.retries ?? RETRIES
    const repeatable = endpoint.method === 'GET' || endpoint.keyed === true
    const attempt = this.#attempt - this.#renewals
    const pauseMs = pauseBeforeRetry({ attempt, retries, repeatable, failure }, time)
    if (pauseMs === undefined || time.now() + pauseMs >= this.#deadlineAt) return undefined
    if (budget && !budget.spend()) return undefined
    this.#tell({ type: 'retrying', code: codeOf(failure), pauseMs })
    return pauseMs
  }

  get #timeoutMs(): number {
    return this.#call.options.timeoutMs ?? this.#runtime.options.timeoutMs ?? TIMEOUT_MS
  }

  get #deadlineMs(): number {
    return this.#call.options.deadlineMs ?? this.#runtime.options.deadlineMs ?? DEADLINE_MS
  }

  #known(): { requestId: string; attempts: number; cause: unknown } {
    return { requestId: this.#requestId, attempts: this.#attempt, cause: this.#last }
  }

  #failed(
    kind: new (message: string, options: FailureOptions) => Error,
    message: string,
    cause?: unknown,
  ): Error {
    return new kind(message, { ...this.#known(), cause: cause ?? this.#last })
  }

  #tell(happening: Happening): void {
    const { operation, service } = this.#call
    const identity = { service, operation, requestId: this.#requestId, attempt: this.#attempt }
    this.#runtime.options.hooks?.event?.({ ...identity, ...happening })
  }
}

const textOf = (body: unknown) => (body === undefined ? undefined : JSON.stringify(body))

const codeOf = (error: unknown) => (isProblem(error) || isCallFailed(error) ? error.code : 'error')

import { AsyncLocalStorage } from 'node:async_hooks'
import type { Principal } from '../access/principal.js'
import type { Logger } from '../observability/logger.js'
import { continueTrace, type TraceContext, traceparent } from '../observability/trace-context.js'
import type { ActiveOperation } from './operations.js'

const REQUEST_ID = /^[A-Za-z0-9_-]{8,64}$/

/** What is known about a request while it is handled. */
export class RequestContext {
  readonly startedAt = performance.now()
  readonly trace: TraceContext
  /** The caller's `x-request-id` if it is well formed, else the trace id. */
  readonly requestId: string
  readonly clientIp: string
  principal: Principal | null = null
  operation: ActiveOperation | undefined
  params: Record<string, string> = {}
  rawBody: Buffer | undefined
  /** Bytes of the answer's body, for the access log. */
  bytesSent = 0
  /** Name, value, name, value …: headers the answer carries whatever it is. */
  readonly responseHeaders: string[] = []
  readonly #log: Logger
  #deadline: AbortSignal | undefined

  constructor(headers: { requestId: unknown; traceparent: unknown }, clientIp: string, log: Logger) {
    this.trace = continueTrace(typeof headers.traceparent === 'string' ? headers.traceparent : undefined)
    const { requestId } = headers
    this.requestId =
      typeof requestId === 'string' && REQUEST_ID.test(requestId) ? requestId : this.trace.traceId
    this.clientIp = clientIp
    this.#log = log
  }

  /** A logger whose records carry this request's ids. Made on demand: most requests log nothing of their own. */
  get log(): Logger {
    return this.#log.with({ requestId: this.requestId, traceId: this.trace.traceId })
  }

  /** Aborts when the operation's time is up. */
  get deadline(): AbortSignal {
    this.#deadline ??= AbortSignal.timeout(this.remainingMs)
    return this.#deadline
  }

  /** Milliseconds the operation has left, at least 1. */
  get remainingMs(): number {
    return Math.max(
      1,
      Math.ceil((this.operation?.timeoutMs ?? 10_000) - (performance.now() - this.startedAt)),
    )
  }

  /** The `traceparent` for calls this request causes. */
  get traceparent(): string {
    return traceparent(this.trace)
  }
}

const current = new AsyncLocalStorage<RequestContext>()

/** The request being handled, for code far from the handler (clients, repositories). Undefined outside of one. */
export function currentRequest(): RequestContext | undefined {
  return current.getStore()
}

/** Runs a handler so that {@link currentRequest} finds its request. */
export function withRequest<T>(context: RequestContext, run: () => T): T {
  return current.run(context, run)
}

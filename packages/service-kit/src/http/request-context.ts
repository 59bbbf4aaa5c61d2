import { AsyncLocalStorage } from 'node:async_hooks'
import type { IncomingMessage } from 'node:http'
import type { Principal } from '../access/principal.js'
import type { Logger } from '../observability/logger.js'
import { continueTrace, type TraceContext, traceparent } from '../observability/trace-context.js'
import type { ActiveOperation } from './active-operation.js'

/**
 * The header that tells a callee how many milliseconds its caller will still wait. A duration, not a time of day: the
 * clocks of two machines differ (as `grpc-timeout` does it).
 */
export const DEADLINE_HEADER = 'x-azora-deadline'

const DIGITS = /^\d{1,9}$/
const DEFAULT_TIMEOUT_MS = 10_000
const REQUEST_ID = /^[A-Za-z0-9_-]{8,64}$/

/** What is known about a request while it is handled. */
export class RequestContext {
  readonly startedAt = performance.now()
  /** The path without its query, which can hold what should not be repeated; as it came, whatever becomes of the URL. */
  path: string
  /** What the gateway has taken off the front of the path the client asked for. */
  prefix = ''
  readonly trace: TraceContext
  /** The caller's `x-request-id` if it is well formed, else the trace id. */
  readonly requestId: string
  readonly clientIp: string
  /** What the client calls itself; '' if it says nothing. */
  readonly userAgent: string
  /** The access token that came with it, to ask other services in the caller's name. Never logged. */
  token: string | undefined
  /** The `Idempotency-Key` under which this request takes effect once, for those who are asked on its behalf. */
  idempotencyKey: string | undefined
  /** When the token that came with the request expires, in milliseconds since the epoch. */
  tokenExpiresAtMs: number | undefined
  principal: Principal | null = null
  operation: ActiveOperation | undefined
  /** How long what is handled may take where no operation says so. Default 10,000 ms. */
  ownTimeMs = DEFAULT_TIMEOUT_MS
  params: Record<string, string> = {}
  rawBody: Buffer | undefined
  /** True for probes, which come by the second: only those that fail are logged above debug level. */
  routine = false
  /** True once the connection has let go of its answer. */
  over = false
  /** Bytes of the answer's body, for the access log. */
  bytesSent = 0
  /** Name, value, name, value …: headers the answer carries whatever it is. */
  readonly responseHeaders: string[] = []
  readonly #log: Logger
  readonly #callerMs: number
  #deadline: AbortSignal | undefined

  constructor({ headers, url }: Pick<IncomingMessage, 'headers' | 'url'>, clientIp: string, log: Logger) {
    const {
      traceparent: trace,
      'x-request-id': requestId,
      'user-agent': userAgent,
      [DEADLINE_HEADER]: callerMs,
    } = headers
    this.path = pathOf(url)
    this.trace = continueTrace(typeof trace === 'string' ? trace : undefined)
    this.userAgent = userAgent ?? ''
    this.#callerMs =
      typeof callerMs === 'string' && DIGITS.test(callerMs) ? Number(callerMs) : Number.POSITIVE_INFINITY
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

  /** Milliseconds left of the operation's own time and of what its caller will wait, at least 1. */
  get remainingMs(): number {
    const givenMs = Math.min(this.operation?.timeoutMs ?? this.ownTimeMs, this.#callerMs)
    return Math.max(1, Math.ceil(givenMs - (performance.now() - this.startedAt)))
  }

  /** The `traceparent` for calls this request causes. */
  get traceparent(): string {
    return traceparent(this.trace)
  }
}

function pathOf(url = '/'): string {
  const end = url.indexOf('?')
  return end < 0 ? url : url.slice(0, end)
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

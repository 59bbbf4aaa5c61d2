/** Which attempt of which call something happened to. */
export interface CallIdentity {
  /** The service called; empty where the client has one service only. */
  readonly service: string
  /** `courses.publish` */
  readonly operation: string
  readonly requestId: string
  /** 1 for the first. */
  readonly attempt: number
}

/** What happens during a call. */
export type Happening =
  | { readonly type: 'sent' }
  | { readonly type: 'answered'; readonly status: number; readonly tookMs: number }
  | { readonly type: 'failed'; readonly code: string; readonly tookMs: number }
  | { readonly type: 'retrying'; readonly code: string; readonly pauseMs: number }
  | { readonly type: 'renewing-token' }

/** What happened and to which call, for logs and metrics. It never holds a token, a body, a query or a header. */
export type CallEvent = CallIdentity & Happening

/** A request about to be sent. A hook may change the headers. */
export interface OutgoingRequest {
  readonly service: string
  readonly operation: string
  readonly method: string
  readonly headers: Record<string, string>
}

/** An answer that was read. */
export interface IncomingAnswer {
  readonly service: string
  readonly operation: string
  readonly data: unknown
  readonly requestId: string
  readonly attempts: number
}

/** Where the caller's own code takes part in every call. What a hook throws fails the call. */
export interface Hooks {
  /** Before each attempt. */
  request?(request: OutgoingRequest): void | Promise<void>
  /** Whenever something happens: for logs and metrics. */
  event?(event: CallEvent): void
  /** Before the answer is handed over; `validated` of `@azora/sdk/validate` makes one. */
  answer?(answer: IncomingAnswer): void
}

/** The part of a logger that {@link logTo} needs; `console` and winston have it. */
export interface CallLogger {
  debug(message: string, details: CallEvent): void
  warn(message: string, details: CallEvent): void
}

/** A hook that logs every event: retries and failures as warnings, the rest for debugging. */
export function logTo(logger: CallLogger): Pick<Hooks, 'event'> {
  return {
    event(event) {
      const level = event.type === 'failed' || event.type === 'retrying' ? 'warn' : 'debug'
      logger[level](`${event.service} ${event.operation} ${event.type}`.trim(), event)
    },
  }
}

/** Headers that concern one connection and must not be forwarded (RFC 9110 section 7.6.1, and their forerunners). */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** Request headers a service may receive from a client. Whatever is not here does not pass. */
const PASSES = [
  'accept',
  'accept-encoding',
  'accept-language',
  'authorization',
  'cache-control',
  'content-digest',
  'content-encoding',
  'content-language',
  'content-type',
  'cookie',
  'dpop',
  'idempotency-key',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'last-event-id',
  'origin',
  'prefer',
  'range',
  'referer',
  'signature',
  'signature-input',
  'stripe-signature',
  'tracestate',
  'user-agent',
  'webhook-id',
  'webhook-signature',
  'webhook-timestamp',
  'x-csrf-token',
  'x-requested-with',
]

/** Set by the gateway, or able to make a service believe what the gateway has not checked: no declaration lets these pass. */
const NEVER_PASSES =
  /^(?:x-(?:user|azora|forwarded|real|client|original|rewrite|http-method|request-id|authenticated)\b|forwarded$|via$|host$|expect$|content-length$|traceparent$|true-client-ip$)/

/** Response headers that a service does not decide: the gateway answers for these itself. */
const NOT_FROM_UPSTREAM = /^(?:access-control-|x-request-id$|x-powered-by$|server$|alt-svc$)/

/** What becomes of a header of an answer. */
export interface Ruling {
  /** In lower case. */
  name: string
  /** False for what ends at the gateway: hop-by-hop headers, and what it says itself. */
  passes: boolean
}

const rulings = new Map<string, Ruling>()
/** Services write few names; one that made them up would not fill the memory. */
const MAX_RULINGS = 1_000

/** The ruling on a header by its name as a service has written it; made once for each. */
export function rulingOn(written: string): Ruling {
  let ruling = rulings.get(written)
  if (!ruling) {
    const name = written.toLowerCase()
    ruling = { name, passes: !HOP_BY_HOP.has(name) && !NOT_FROM_UPSTREAM.test(name) }
    if (rulings.size < MAX_RULINGS) rulings.set(written, ruling)
  }
  return ruling
}

/** The names listed in a `Connection` header, in lower case: these are hop-by-hop too (RFC 9110 section 7.6.1). */
export function namedIn(connection: string | undefined): ReadonlySet<string> {
  if (!connection || connection === 'keep-alive' || connection === 'close') return NONE
  return new Set(
    connection
      .toLowerCase()
      .split(',')
      .map(name => name.trim()),
  )
}

const NONE: ReadonlySet<string> = new Set()

/**
 * The request headers that pass on a route: those every route lets through and those its contract declares.
 * A declaration of a header that the gateway sets itself, or of a hop-by-hop one, has no effect.
 */
export function allowList(declared: readonly string[] = []): ReadonlySet<string> {
  const names = [...PASSES, ...declared.map(name => name.toLowerCase())]
  return new Set(names.filter(name => !NEVER_PASSES.test(name) && !HOP_BY_HOP.has(name)))
}

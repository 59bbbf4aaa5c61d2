import { randomBytes } from 'node:crypto'

/** A place in a trace: W3C Trace Context, level 1. Ids are lower-case hexadecimal. */
export interface TraceContext {
  /** 32 digits. */
  traceId: string
  /** 16 digits: the span of the work done here. */
  spanId: string
  /** The span that caused it, when known. */
  parentSpanId: string | undefined
  sampled: boolean
}

const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/
const SAMPLED = 0x01

/** Continues the trace a `traceparent` header names, or starts one where it is absent or malformed (as the specification asks). */
export function continueTrace(header: string | undefined): TraceContext {
  const match = header === undefined ? null : TRACEPARENT.exec(header)
  if (!match) return { traceId: randomHex(16), spanId: randomHex(8), parentSpanId: undefined, sampled: true }
  const [, traceId = '', parentSpanId, flags = '01'] = match
  return {
    traceId,
    spanId: randomHex(8),
    parentSpanId,
    sampled: (Number.parseInt(flags, 16) & SAMPLED) === SAMPLED,
  }
}

/** The `traceparent` header for work that this span causes. */
export function traceparent(context: TraceContext): string {
  return `00-${context.traceId}-${context.spanId}-${context.sampled ? '01' : '00'}`
}

// One draw from the system serves 340 spans: a draw for each id costs more than the rest of the request context.
const POOL_BYTES = 8_192
let pool = ''
let offset = 0

function randomHex(bytes: number): string {
  const digits = bytes * 2
  if (offset + digits > pool.length) {
    pool = randomBytes(POOL_BYTES).toString('hex')
    offset = 0
  }
  offset += digits
  return pool.slice(offset - digits, offset)
}

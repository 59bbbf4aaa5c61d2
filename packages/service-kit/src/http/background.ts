import type { Span, SpanSink } from '../observability/span.js'
import { timeout } from '../resilience/timeout.js'
import type { Kit } from '../resource.js'
import { RequestContext, withRequest } from './request-context.js'

/** Work that no request waits for. */
export interface Background {
  /** What it goes on from: its trace and request id. */
  origin: { traceparent?: string | undefined; correlationid?: string | undefined }
  timeoutMs: number
  /** Ends it before its time. */
  signal?: AbortSignal
  /** How it is shown in the trace. */
  span: Pick<Span, 'name' | 'kind' | 'attributes'>
}

/** What work in the background is lent. */
export interface Surroundings {
  kit: Kit
  spans: SpanSink
}

/**
 * Does work so that to the code inside it looks like a request: same trace and request id as what it goes on from, a deadline
 * for what it calls. Rejects with what it throws, or once its time is up or its signal aborts, whether it listens or not.
 */
export async function inBackground(
  { origin, timeoutMs, signal, span }: Background,
  { kit, spans }: Surroundings,
  work: (context: RequestContext, signal: AbortSignal) => Promise<void> | void,
): Promise<void> {
  const headers = { traceparent: origin.traceparent, 'x-request-id': origin.correlationid }
  const context = new RequestContext({ headers, url: '' }, '', kit.log)
  context.ownTimeMs = timeoutMs
  let failed = true
  try {
    await withRequest(context, () => timeout(timeoutMs).execute(async inner => work(context, inner), signal))
    failed = false
  } finally {
    if (context.trace.sampled) spans.record(ended(span, context, failed))
  }
}

function ended(span: Background['span'], { trace, startedAt }: RequestContext, failed: boolean): Span {
  const durationMs = performance.now() - startedAt
  return { ...span, trace, startedAtMs: Date.now() - durationMs, durationMs, failed }
}

import { principalKey } from '../access/principal.js'
import type { AccessLog, AccessRecord } from '../observability/access-log.js'
import type { Logger } from '../observability/logger.js'
import type { Metrics, RequestObserver } from '../observability/metrics.js'
import { noSpans, type SpanSink } from '../observability/span.js'
import type { RequestContext } from './request-context.js'

/** Where the end of a request is told. */
export interface EndObservation {
  log: Logger
  accessLog: AccessLog
  metrics: Metrics
  spans: SpanSink
}

/** A request that is over. */
export interface Ended {
  method: string
  path: string
  status: number
  context: RequestContext
}

const REFUSED = 400
const SERVER_FAULT = 500

/**
 * Measures, logs and traces a request that is over. Routine ones are measured like any other, logged at debug level, and
 * leave a span only where they belong to a trace that others began.
 */
export function observeEnd(observation: EndObservation, unmatched: RequestObserver, ended: Ended): void {
  const { context, status } = ended
  const durationMs = performance.now() - context.startedAt
  observation.metrics.inFlight.dec()
  const observer = context.operation?.observer ?? unmatched
  observer.observe(durationMs / 1_000, status)
  const routine = isRoutine(ended)
  const record = recordOf(ended, durationMs)
  if (routine) observation.log.debug('request', { ...record })
  else observation.accessLog.write(record)
  if (routine && context.trace.parentSpanId === undefined) return
  if (observation.spans !== noSpans && context.trace.sampled) recordSpan(observation, ended, durationMs)
}

/**
 * What comes by the second and says nothing: probes that do not fail, and what services read of each other (revocations,
 * say) and get.
 */
function isRoutine({ method, status, context }: Ended): boolean {
  if (context.routine) return status < SERVER_FAULT
  return context.operation?.access === 'service' && method === 'GET' && status < REFUSED
}

function recordOf({ method, path, status, context }: Ended, durationMs: number): AccessRecord {
  return {
    requestId: context.requestId,
    traceId: context.trace.traceId,
    method,
    path,
    operation: context.operation?.id ?? '-',
    status,
    durationMs,
    bytes: context.bytesSent,
    principal: context.principal ? principalKey(context.principal) : '-',
    address: context.clientIp,
  }
}

function recordSpan(
  { spans }: EndObservation,
  { method, path, status, context }: Ended,
  durationMs: number,
): void {
  spans.record({
    name: `${method} ${context.operation?.id ?? '-'}`,
    kind: 'server',
    trace: context.trace,
    startedAtMs: Date.now() - durationMs,
    durationMs,
    failed: status >= SERVER_FAULT,
    attributes: {
      'http.request.method': method,
      'http.response.status_code': status,
      'url.path': path,
      'azora.request_id': context.requestId,
    },
  })
}

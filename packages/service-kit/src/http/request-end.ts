import { principalKey } from '../access/principal.js'
import type { AccessLog, AccessRecord } from '../observability/access-log.js'
import type { Logger } from '../observability/logger.js'
import type { Metrics, RequestObserver } from '../observability/metrics.js'
import { noSpans, type SpanSink } from '../observability/span.js'
import type { KitResponse } from './express-classes.js'
import type { RequestContext } from './request-context.js'

/** Where the end of a request is told. */
export interface EndObservation {
  log: Logger
  accessLog: AccessLog
  metrics: Metrics
  spans: SpanSink
}

const REFUSED = 400
const SERVER_FAULT = 500

/**
 * Measures, logs and traces a request that is over. Routine ones are measured like any other, logged at debug level, and
 * leave a span only where they belong to a trace that others began. A request is over once, however often it is told.
 */
export function observeEnd(
  observation: EndObservation,
  unmatched: RequestObserver,
  ended: KitResponse,
): void {
  const { context } = ended.req
  if (context.over) return
  context.over = true
  const durationMs = performance.now() - context.startedAt
  observation.metrics.inFlight -= 1
  const observer = context.operation?.observer ?? unmatched
  observer.observe(durationMs / 1_000, ended.statusCode)
  tell(observation, ended, recordOf(ended, durationMs))
}

function tell(observation: EndObservation, ended: KitResponse, record: AccessRecord): void {
  const { context } = ended.req
  const routine = isRoutine(ended)
  if (routine) observation.log.debug('request', { ...record })
  else observation.accessLog.write(record)
  if (routine && context.trace.parentSpanId === undefined) return
  if (observation.spans !== noSpans && context.trace.sampled) recordSpan(observation.spans, record, context)
}

/**
 * What comes by the second and says nothing: probes that do not fail, and what services read of each other (revocations,
 * say) and get.
 */
function isRoutine({ req: { method, context }, statusCode }: KitResponse): boolean {
  if (context.routine) return statusCode < SERVER_FAULT
  return context.operation?.access === 'service' && method === 'GET' && statusCode < REFUSED
}

function recordOf({ req: { method, context }, statusCode }: KitResponse, durationMs: number): AccessRecord {
  return {
    requestId: context.requestId,
    traceId: context.trace.traceId,
    method: method ?? '',
    path: context.path,
    operation: context.operation?.id ?? '-',
    status: statusCode,
    durationMs,
    bytes: context.bytesSent,
    principal: context.principal ? principalKey(context.principal) : '-',
    address: context.clientIp,
  }
}

function recordSpan(spans: SpanSink, record: AccessRecord, { trace }: RequestContext): void {
  const { method, operation, path, status, durationMs, requestId } = record
  spans.record({
    name: `${method} ${operation}`,
    kind: 'server',
    trace,
    startedAtMs: Date.now() - durationMs,
    durationMs,
    failed: status >= SERVER_FAULT,
    attributes: {
      'http.request.method': method,
      'http.response.status_code': status,
      'url.path': path,
      'azora.request_id': requestId,
    },
  })
}

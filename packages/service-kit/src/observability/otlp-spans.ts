import { type HrTime, SpanKind, SpanStatusCode } from '@opentelemetry/api'
import type { BatchSpanProcessor, ReadableSpan } from '@opentelemetry/sdk-trace-node'
import type { Kit, Resource } from '../resource.js'
import type { Span, SpanSink } from './span.js'

const KINDS = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  consumer: SpanKind.CONSUMER,
}
const SAMPLED = 1
const MAX_QUEUE = 4_096

/**
 * Exports spans to an OpenTelemetry collector (OTLP over HTTP), in batches, in the background. The exporter is loaded
 * when the service starts: services that export nothing do not pay for it.
 */
export class OtlpSpans implements SpanSink, Resource {
  readonly required = false
  readonly #endpoint: string
  #processor: BatchSpanProcessor | undefined
  #resource: ReadableSpan['resource'] | undefined

  /** @param endpoint Base URL of the collector, as `OTEL_EXPORTER_OTLP_ENDPOINT` gives it. */
  constructor(endpoint: string) {
    this.#endpoint = endpoint
  }

  async start(kit: Kit): Promise<void> {
    const [{ BatchSpanProcessor }, { OTLPTraceExporter }, { resourceFromAttributes }] = await Promise.all([
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ])
    const exporter = new OTLPTraceExporter({ url: new URL('v1/traces', withSlash(this.#endpoint)).href })
    this.#processor = new BatchSpanProcessor(exporter, { maxQueueSize: MAX_QUEUE })
    this.#resource = resourceFromAttributes({ 'service.name': kit.service })
  }

  record(span: Span): void {
    if (this.#processor && this.#resource) this.#processor.onEnd(readable(span, this.#resource))
  }

  async stop(): Promise<void> {
    await this.#processor?.shutdown()
  }
}

const withSlash = (url: string) => (url.endsWith('/') ? url : `${url}/`)

function readable(
  { name, kind, trace, startedAtMs, durationMs, failed, attributes }: Span,
  resource: ReadableSpan['resource'],
): ReadableSpan {
  const { traceId, spanId, parentSpanId } = trace
  const context = (id: string) => ({ traceId, spanId: id, traceFlags: SAMPLED })
  return {
    name,
    kind: KINDS[kind],
    spanContext: () => context(spanId),
    ...(parentSpanId ? { parentSpanContext: context(parentSpanId) } : {}),
    startTime: hrTime(startedAtMs),
    endTime: hrTime(startedAtMs + durationMs),
    duration: hrTime(durationMs),
    status: { code: failed ? SpanStatusCode.ERROR : SpanStatusCode.OK },
    attributes: { ...attributes },
    links: [],
    events: [],
    ended: true,
    resource,
    instrumentationScope: { name: '@azora/service-kit' },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  }
}

/** Seconds and nanoseconds, as OpenTelemetry counts. */
function hrTime(ms: number): HrTime {
  return [Math.floor(ms / 1_000), Math.round((ms % 1_000) * 1e6)]
}

import type { CloudEvent } from '@azora/contracts'
import { RequestContext, withRequest } from '../../http/request-context.js'
import type { SpanSink } from '../../observability/span.js'
import { timeout } from '../../resilience/timeout.js'
import type { Kit } from '../../resource.js'
import { at } from '../fault-point.js'
import { withEvent } from './current-event.js'
import type { EventHandler, Received } from './subscribe.js'

/** What running handlers needs. */
export interface Surroundings {
  kit: Kit
  spans: SpanSink
}

/**
 * Runs a handler once. To the code inside it looks like a request that goes on where the event was published: same trace,
 * same request id, a deadline for what it calls.
 */
export async function attemptOf(
  handler: EventHandler,
  received: { event: CloudEvent; attempt: number },
  { kit, spans }: Surroundings,
): Promise<void> {
  const { event } = received
  const headers = { traceparent: event.traceparent, 'x-request-id': event.correlationid }
  const context = new RequestContext({ headers, url: '' }, '', kit.log)
  const run = async () => handler.handle(given(handler, received, context))
  let failed = true
  try {
    await at('handler.run', () =>
      withRequest(context, () => withEvent(event, () => timeout(handler.timeoutMs).execute(run))),
    )
    failed = false
  } finally {
    if (context.trace.sampled) spans.record(spanOf(handler, event, { context, failed }))
  }
}

function given(
  handler: EventHandler,
  { event, attempt }: { event: CloudEvent; attempt: number },
  context: RequestContext,
): Received {
  return {
    type: event.type,
    data: handler.read(event),
    event,
    attempt,
    get log() {
      return context.log.with({ event: event.id, type: event.type, handler: handler.name })
    },
  }
}

function spanOf(
  { name }: EventHandler,
  { id, type }: CloudEvent,
  { context, failed }: { context: RequestContext; failed: boolean },
) {
  const durationMs = performance.now() - context.startedAt
  return {
    name: `handle ${name}`,
    kind: 'consumer' as const,
    trace: context.trace,
    startedAtMs: Date.now() - durationMs,
    durationMs,
    failed,
    attributes: { 'messaging.message.id': id, 'messaging.destination.name': type, 'azora.handler': name },
  }
}

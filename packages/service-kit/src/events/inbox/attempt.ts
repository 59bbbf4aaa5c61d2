import type { CloudEvent } from '@azora/contracts'
import { inBackground, type Surroundings } from '../../http/background.js'
import type { RequestContext } from '../../http/request-context.js'
import { at } from '../fault-point.js'
import { withEvent } from './current-event.js'
import type { EventHandler, Received } from './subscribe.js'

/** Runs a handler once, in the background of the request that published its event. */
export async function attemptOf(
  handler: EventHandler,
  received: { event: CloudEvent; attempt: number },
  surroundings: Surroundings,
): Promise<void> {
  const { event } = received
  const { name, timeoutMs } = handler
  const attributes = {
    'messaging.message.id': event.id,
    'messaging.destination.name': event.type,
    'azora.handler': name,
  }
  const span = { name: `handle ${name}`, kind: 'consumer' as const, attributes }
  await at('handler.run', () =>
    inBackground({ origin: event, timeoutMs, span }, surroundings, context =>
      withEvent(event, () => handler.handle(given(handler, received, context))),
    ),
  )
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

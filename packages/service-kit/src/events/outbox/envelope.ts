import {
  type CloudEvent,
  type DataOf,
  dataSchemaOf,
  type EventDefinition,
  MAX_EVENT_BYTES,
} from '@azora/contracts'
import * as z from 'zod'
import { principalKey } from '../../access/principal.js'
import { currentRequest } from '../../http/request-context.js'
import { newId, newIdAt } from '../../new-id.js'
import { traceparent } from '../../observability/trace-context.js'
import { currentEvent } from '../inbox/current-event.js'

/** What an event is made of beside its declaration. */
export interface Happening<Definition extends EventDefinition> {
  /** The service it happens in. */
  service: string
  data: DataOf<Definition>
  now: Date
  /** When it will happen, if that is later. Its id begins with that time too, so that it is kept as long as its contemporaries. */
  dueAt?: Date | undefined
}

/**
 * The envelope of something that happens, now or later: on whose behalf, following from what, in which trace is read from the request
 * or event being handled.
 *
 * @throws {TypeError} If the data is not what the declaration promises, or too large: a fault of whoever publishes.
 */
export function envelopeOf<Definition extends EventDefinition>(
  definition: Definition,
  { service, data, now, dueAt }: Happening<Definition>,
): CloudEvent {
  const read = definition.data.safeParse(data)
  if (!read.success)
    throw new TypeError(
      `${definition.type} was published against its contract: ${z.prettifyError(read.error)}`,
    )
  const subject = definition.subject(read.data)
  return {
    specversion: '1.0',
    id: dueAt ? newIdAt(dueAt) : newId(),
    source: `/${service}`,
    type: definition.type,
    subject,
    time: (dueAt ?? now).toISOString(),
    datacontenttype: 'application/json',
    dataschema: dataSchemaOf(definition),
    partitionkey: subject,
    ...origin(),
    data: read.data,
  }
}

/** The event as it is stored and sent. @throws {TypeError} If no carrier would take it. */
export function textOf(event: CloudEvent): string {
  const text = JSON.stringify(event)
  const bytes = Buffer.byteLength(text)
  if (bytes > MAX_EVENT_BYTES)
    throw new TypeError(
      `${event.type} weighs ${bytes} bytes, more than ${MAX_EVENT_BYTES}: let it carry an id instead`,
    )
  return text
}

/** Where what happens now comes from: the event being handled, else the request. */
export function origin(): Pick<CloudEvent, 'correlationid' | 'causationid' | 'traceparent' | 'actor'> {
  const request = currentRequest()
  if (!request) return {}
  const cause = currentEvent()
  const caller = request.principal ? principalKey(request.principal) : undefined
  const actor = cause ? cause.actor : caller
  return {
    correlationid: request.requestId,
    causationid: cause?.id ?? request.requestId,
    traceparent: traceparent(request.trace),
    ...(actor && { actor }),
  }
}

import type { CloudEvent } from '@azora/contracts'

/** How events are marked where brokers carry other things too: the whole CloudEvent is the body. */
export const EVENT_CONTENT_TYPE = 'application/cloudevents+json'

/** The event a message's body holds, if it is of a type that is wanted; null for others, and for what no relay has sent. */
export function carriedEvent(body: Buffer | null, types: RegExp): CloudEvent | null {
  try {
    const value: unknown = JSON.parse(body?.toString('utf8') ?? '')
    return isEvent(value) && types.test(value.type) ? value : null
  } catch {
    // Not even JSON: somebody else's.
    return null
  }
}

function isEvent(value: unknown): value is CloudEvent {
  if (typeof value !== 'object' || value === null) return false
  const { id, type, partitionkey } = value as Partial<CloudEvent>
  return [id, type, partitionkey].every(field => typeof field === 'string')
}

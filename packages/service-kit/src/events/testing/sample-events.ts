import type { CloudEvent } from '@azora/contracts'
import { newId } from '../../new-id.js'

/** An event of a test: the n-th of its key. */
export function sampleEvent(key: string, n: number, type = 'sample.made'): CloudEvent {
  return {
    specversion: '1.0',
    id: newId(),
    source: '/sample',
    type,
    subject: key,
    time: new Date().toISOString(),
    dataschema: `https://azora.dev/events/${type}/v1`,
    partitionkey: key,
    data: { n },
  }
}

/** The number an event was made with. */
export const numberOf = ({ data }: CloudEvent) => (data as { n: number }).n

/** Several events of each key, the keys mixed. */
export function sampleEvents(keys: number, each: number): CloudEvent[] {
  const names = Array.from({ length: keys }, (_, index) => `key-${index}`)
  return Array.from({ length: each }, (_, n) => names.map(key => sampleEvent(key, n))).flat()
}

/** Whether the first occurrences of every key's events stand in their order, without a gap. */
export function inOrder(events: readonly CloudEvent[]): boolean {
  const next = new Map<string, number>()
  for (const event of events) {
    const expected = next.get(event.partitionkey) ?? 0
    if (numberOf(event) > expected) return false
    if (numberOf(event) === expected) next.set(event.partitionkey, expected + 1)
  }
  return true
}

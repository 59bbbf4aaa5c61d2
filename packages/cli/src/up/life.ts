import type { HostClient, SupervisorEvent } from '@azora/supervisor'
import type { UpRecord } from '../documents/up.js'
import { statusDocument } from '../platform/status-view.js'

type Next = { of: 'events'; result: IteratorResult<SupervisorEvent> } | { of: 'settled'; record: UpRecord }

/** A host that was just launched, and what it was launched for. */
export interface Launched {
  readonly host: HostClient
  readonly root: string
  readonly services: readonly string[] | undefined
}

/** What happens to a platform, with one record more when everything asked for is ready or has failed for the first time. */
export async function* lifeOf(
  { host, root, services }: Launched,
  signal: AbortSignal,
): AsyncGenerator<UpRecord> {
  const events = host.events({ signal })[Symbol.asyncIterator]()
  const next = async (): Promise<Next> => ({ of: 'events', result: await events.next() })
  let settled: Promise<Next> | null = settledRecord({ host, root, services })
  let event = next()
  const isNews = newsFilter()
  for (;;) {
    const first = await Promise.race(settled ? [event, settled] : [event])
    if (first.of === 'settled') {
      settled = null
      yield first.record
      continue
    }
    if (first.result.done) return
    event = next()
    const record = recordOf(first.result.value, root)
    if (record && isNews(record)) yield record
  }
}

/** A service tells each of its instances' steps; what counts here is when its own state changes. */
function newsFilter() {
  const states = new Map<string, string>()
  return (record: UpRecord) => {
    if (record.type !== 'service') return true
    const { name, state, lastError } = record.service
    const told = `${state} ${lastError ?? ''}`
    if (states.get(name) === told) return false
    states.set(name, told)
    return true
  }
}

async function settledRecord({ host, root, services }: Launched): Promise<Next> {
  try {
    const status = statusDocument(root, await host.up(services))
    return { of: 'settled', record: { type: 'settled', at: new Date().toISOString(), status } }
  } catch {
    // The host ended first: its events end too, and they say so.
    return new Promise(() => {})
  }
}

/** An event as the document says it; log lines are none of it. */
export function recordOf(event: SupervisorEvent, root: string): UpRecord | null {
  if (event.type === 'log') return null
  if (event.type === 'platform') return { ...event, status: statusDocument(root, event.status) }
  // JSON has no `readonly`.
  return structuredClone(event) as UpRecord
}

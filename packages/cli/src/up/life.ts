import type { HostClient, SupervisorEvent } from '@azora/supervisor'
import type { UpRecord } from '../documents/up.js'
import { statusDocument } from '../platform/status-view.js'

/** What happens to a platform, with one record more when everything asked for is ready or has failed for the first time. */
export async function* lifeOf(host: HostClient, root: string, signal: AbortSignal): AsyncGenerator<UpRecord> {
  let isSettled = false
  for await (const event of host.events({ signal })) {
    const record = recordOf(event, root)
    if (!record) continue
    yield record
    if (isSettled || record.type !== 'platform' || record.status.startMs === null) continue
    isSettled = true
    yield { ...record, type: 'settled' }
  }
}

/** An event as the document says it; log lines are none of it. */
export function recordOf(event: SupervisorEvent, root: string): UpRecord | null {
  if (event.type === 'log') return null
  if (event.type === 'platform') return { ...event, status: statusDocument(root, event.status) }
  // JSON has no `readonly`.
  return structuredClone(event) as UpRecord
}

import type { InboxStore } from '../events/inbox/inbox-store.js'
import { type EventHandler, subscribe } from '../events/inbox/subscribe.js'
import { probeEvent } from './probe-event.js'
import type { ProbeOrder } from './probe-order.js'

const EFFECT = 'INSERT INTO azora.probe_effects (run, key, n, event_id) VALUES ($1::uuid, $2, $3, $4::uuid)'

/** Notes each event of the trial that is handled, as often as that happens. Those of earlier trials are nothing to it. */
export function probeHandler(
  service: string,
  { id, source }: Pick<ProbeOrder, 'id' | 'source'>,
  store: InboxStore,
): EventHandler {
  return subscribe(probeEvent(source), {
    name: `${service}.probe-${source}`,
    handle: async ({ data: { run, key, n }, event }) => {
      if (run === id) await store.raw.$executeRawUnsafe(EFFECT, run, key, n, event.id)
    },
  })
}

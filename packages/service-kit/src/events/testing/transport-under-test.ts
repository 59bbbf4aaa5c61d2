import type { CloudEvent } from '@azora/contracts'
import { MAX_BATCH, type Subscribed, type Transport } from '../transport/transport.js'

/** A broker of a test's own, and the instances that use it. */
export interface TransportUnderTest extends AsyncDisposable {
  /** A started transport, as one process of a service has. All share subscriptions of one name. */
  open(): Promise<Transport>
  /** Ends an instance as the death of its process would: it says nothing to anybody. */
  kill?(transport: Transport): Promise<void>
  /** Takes the broker away from everybody, and brings it back as it was. */
  outage?: { begin(): Promise<void>; end(): Promise<void> }
}

/** What happens to a transport in one test. Returns what one subscription, over all its instances, was delivered. */
export type Scenario = (it: TransportUnderTest) => Promise<readonly CloudEvent[]>

const ALL = /^.*$/

/** Collects what is delivered. */
export class Collector {
  readonly events: CloudEvent[] = []
  /** Called with each batch before it counts as received. */
  before: (events: readonly CloudEvent[]) => Promise<void> | void = () => {}

  readonly receive = async (events: readonly CloudEvent[]): Promise<void> => {
    await this.before(events)
    this.events.push(...events)
  }

  /** Events without repetitions. */
  get distinct(): number {
    return new Set(this.events.map(({ id }) => id)).size
  }

  /** Whether each of these has been delivered. */
  has(events: readonly CloudEvent[]): boolean {
    const ids = new Set(this.events.map(({ id }) => id))
    return events.every(({ id }) => ids.has(id))
  }
}

/** Subscribes a collector, to everything unless told otherwise. */
export function collect(
  transport: Transport,
  collector: Collector,
  { name = 'sample.collect', types = ALL } = {},
): Subscribed {
  return transport.subscribe({ name, types, receive: collector.receive })
}

/** Publishes any number of events. */
export async function publishAll(transport: Transport, events: readonly CloudEvent[]): Promise<void> {
  let known: string | null = null
  for (let start = 0; start < events.length; start += MAX_BATCH)
    known = await transport.publish(events.slice(start, start + MAX_BATCH), known)
}

import type { CloudEvent } from '@azora/contracts'
import { BrokerForgot, MAX_BATCH, type Subscribed, type Transport } from '../transport/transport.js'
import { until } from './until.js'

/** Something that can be done to a broker, or in a few words why not: that is printed beside each test that needs it. */
export type Able<Deed> = Deed | string

/** A broker of a test's own, and the instances that use it. */
export interface TransportUnderTest extends AsyncDisposable {
  /** A started transport, as one process of a service has. All share subscriptions of one name. */
  open(): Promise<Transport>
  /** Ends an instance as the death of its process would: it says nothing to anybody. */
  kill: Able<(transport: Transport) => Promise<void>>
  /** Takes the broker away from everybody, and brings it back as it was. */
  outage: Able<{ begin(): Promise<void>; end(): Promise<void> }>
  /** Ends the broker's process as `kill -9` does, and starts it again on its data. Resolves when it can be reached. */
  crash: Able<() => Promise<void>>
  /** Puts a broker in its place that has never heard of anything. Resolves when it can be reached. */
  lose: Able<() => Promise<void>>
}

/** Thrown by a scenario that cannot be asked of a transport: it is printed with the reason and counts as left out. */
export class NotApplicable extends Error {
  override readonly name = 'NotApplicable'
}

/** What can be done. @throws {NotApplicable} If it cannot. */
export function ability<Deed>(able: Able<Deed>): Deed {
  if (typeof able === 'string') throw new NotApplicable(able)
  return able
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

/** Publishes any number of events, each batch until it is certain. */
export async function publishAll(transport: Transport, events: readonly CloudEvent[]): Promise<void> {
  let known: string | null = null
  for (let start = 0; start < events.length; start += MAX_BATCH)
    known = await publishSurely(transport, events.slice(start, start + MAX_BATCH), known)
}

/**
 * Publishes as a relay does: again until it succeeds. Returns the identity of the broker's memory.
 *
 * @throws {BrokerForgot} If the broker is not the one that is known.
 */
export async function publishSurely(
  transport: Transport,
  events: readonly CloudEvent[],
  known: string | null = null,
): Promise<string> {
  let identity: string | undefined
  await until('it is published', async () => {
    identity = await transport.publish(events, known).catch((error: unknown) => {
      if (error instanceof BrokerForgot) throw error
      return undefined
    })
    return identity !== undefined
  })
  return identity ?? ''
}

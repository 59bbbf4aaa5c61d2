import type { CloudEvent } from '@azora/contracts'
import type { Resource } from '../../resource.js'
import type { LaneLog } from './lanes/lane-log.js'

/**
 * Carries events from the outboxes of services to the inboxes of others. What stands here is the specification; the suite in
 * `testing/transport-conformance.ts` holds every transport to it.
 *
 * A transport may deliver an event twice, never lose one, and never let an event overtake another of its key. It works
 * through outages by itself: while its broker is away `publish` rejects, subscriptions rest, and both go on when it is back,
 * with nothing restarted.
 */
export interface Transport extends Resource {
  /** How it is called in logs, metrics and `/health`. */
  readonly name: string
  readonly features: Features
  /** What was published, to be read again lane by lane. Where there is none, nothing can be followed. */
  readonly history?: History
  /**
   * Appends events in the order given. Resolves once the broker holds them all as safely as {@link Features.durability} says,
   * with the identity of its memory. Rejects when that is not certain: the caller sends the same events again, so some may
   * be there twice.
   *
   * Without events it tells only whether the broker is there, and still the one that is known.
   *
   * Must settle within {@link PUBLISH_TIMEOUT_MS}: the caller holds the turn of their keys.
   *
   * @param known The identity the caller was last told, or null.
   * @throws {BrokerForgot} If the broker's memory has another identity; nothing is appended then.
   */
  publish(events: readonly CloudEvent[], known: string | null): Promise<string>
  /**
   * Delivers what is published under the subscription's name from now on, and what was before as far as it has not been
   * delivered yet, to one of all instances that subscribe under that name.
   */
  subscribe(subscription: Subscription): Subscribed
}

/** What was published and is still kept, lane by lane. */
export interface History extends Pick<LaneLog, 'identity' | 'read' | 'release' | 'edges' | 'place'> {
  /** Calls back when something may have been appended, until what it returns is called. Some calls may be missed. */
  hear(heard: () => void): () => void
}

/** Who wants which events. */
export interface Subscription {
  /** Durable: an instance that subscribes under it goes on where another has ended. */
  readonly name: string
  /** Tells the types that are wanted; PostgreSQL reads its source alike. */
  readonly types: RegExp
  /**
   * Deals with events of one lane, in order. Calls for one lane never overlap, over all instances; those for different lanes
   * may. Resolved, the events are dealt with for good and not delivered again, unless the transport dies before it has
   * noted that. Rejected, the same events come again after a pause, and none of their keys overtakes them.
   */
  receive(events: readonly CloudEvent[]): Promise<void>
}

/** A running subscription. */
export interface Subscribed {
  /** How many events wait for it, as far as that can be told cheaply. */
  lag(): Promise<number>
  /** The same over all instances, where `lag` counts for this one alone. */
  backlog?(): Promise<number>
  /** Calls `receive` no more; resolves when running calls have ended and what they did is noted. */
  stop(): Promise<void>
}

/** In what transports differ; printed where they are chosen. */
export interface Features {
  /** What `publish` has resolved survives: the death of the process, of the broker, or nothing. */
  readonly durability: 'broker' | 'process' | 'none'
  /** Whether subscribers of one name in several processes share the events. */
  readonly competing: boolean
  /** Whether there is a {@link Transport.history} whose pages say truly where it ends: what was delivered can be replayed. */
  readonly replay: boolean
  /** Whether an event that is sent again is refused: what is read again has each once. Else it may be there twice. */
  readonly distinct: boolean
}

/** The most events that are published or received at once. */
export const MAX_BATCH = 500

/** How long `publish` may take. */
export const PUBLISH_TIMEOUT_MS = 10_000

/** The broker has lost what it held, or is another one: what was sent before must be sent again. */
export class BrokerForgot extends Error {
  override readonly name = 'BrokerForgot'
  readonly identity: string

  constructor(identity: string) {
    super('the broker has lost what it held')
    this.identity = identity
  }
}

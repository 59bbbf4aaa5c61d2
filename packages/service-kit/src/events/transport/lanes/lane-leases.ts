/** A lane this instance holds: no other handles its events until it is given back or has expired. */
export interface HeldLane {
  subscription: string
  lane: number
  /** Position in the log up to which everything is dealt with. */
  cursor: string
}

/** What an instance holds, and how many lanes of each subscription it should. */
export interface Holdings {
  lanes: readonly HeldLane[]
  /** By subscription. */
  shares: ReadonlyMap<string, number>
}

/** How long a lane is held without being prolonged. */
export const LEASE_MS = 5_000

/**
 * Divides the lanes of subscriptions among instances by short leases, and notes how far they are dealt with. An instance
 * that is started again under its name goes on with its lanes at once.
 */
export interface LaneLeases {
  /** Prolongs the instance's lanes and takes free ones up to its share. @throws {BrokerForgot} If the log is another one. */
  hold(log: string, subscriptions: readonly string[]): Promise<Holdings>
  /** Notes how far lanes are dealt with: never back, for an instance that lost a lane unawares may be behind its successor. */
  note(log: string, lanes: readonly HeldLane[]): Promise<void>
  /** How far each lane of a subscription is dealt with, whoever holds it. */
  cursors(log: string, subscription: string): Promise<ReadonlyMap<number, string>>
  /** Lets others have lanes at once. */
  giveBack(lanes: readonly Pick<HeldLane, 'subscription' | 'lane'>[]): Promise<void>
  /** Takes the instance out of the count of those who share these subscriptions. */
  leave(subscriptions: readonly string[]): Promise<void>
}

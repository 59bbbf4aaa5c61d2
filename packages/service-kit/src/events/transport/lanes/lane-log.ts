import type { CloudEvent } from '@azora/contracts'
import type { Features } from '../transport.js'

/** An event with its place in the log. */
export interface Entry {
  pos: string
  event: CloudEvent
}

/** What one lane had beyond its cursor. */
export interface LanePage {
  lane: number
  entries: readonly Entry[]
  /** The lane holds nothing further that is wanted up to here: the cursor, or beyond it. */
  readTo: string
  /** Whether the lane may hold more than was read. */
  hasMore: boolean
}

/** How far the lanes are read, and what of them is wanted. */
export interface ReadRequest {
  /** The subscription that reads. */
  reader: string
  cursors: ReadonlyMap<number, string>
  types: RegExp
  /** The most entries of one lane. */
  most: number
  /** Up to where lanes surely have more, as {@link LaneLog.edges} has told: a log that is sent what it reads may not have it yet. */
  ends?: ReadonlyMap<number, string>
}

/** From where to where a lane is kept. */
export interface Edges {
  /** What lies up to here may be gone. */
  start: string
  /** Everything up to here can be read; what is appended from now on lies beyond. */
  end: string
}

/** A connection that hears of appends. */
export interface Ears {
  close(): Promise<unknown>
}

/** A log of events that is read lane by lane, from cursors. Each call rejects while the log is away. */
export interface LaneLog {
  readonly features: Features
  /** How often {@link tidy} is called for. */
  readonly tidyMs: number
  /** Appends in order, and returns the identity of the log's memory. @throws {BrokerForgot} */
  append(events: readonly CloudEvent[], known: string | null): Promise<string>
  /** Reads on from the cursor of each lane. */
  read(request: ReadRequest): Promise<readonly LanePage[]>
  /** A reader reads a lane no more, for now: what was made ready for it is of no use. */
  release?(reader: string, lane: number): void
  /** From where to where each lane is kept. */
  edges(): Promise<ReadonlyMap<number, Edges>>
  /** A position as a number that grows along its lane; null for text that is no position of such a log. */
  place(pos: string): bigint | null
  /** How many events wait beyond the cursors, as far as that is told cheaply. */
  lag(request: Omit<ReadRequest, 'most'>): Promise<number>
  /** Tells one log from another, and from what it was before it was lost. */
  identity(): Promise<string>
  /** A connection of its own that hears of appends. Once it is lost it says so, once or more often. */
  listen(heard: () => void, lost: (ears: Ears) => void): Promise<Ears>
  /** Removes what is no longer kept. */
  tidy(): Promise<void>
  close(): Promise<void>
}

import type pg from 'pg'
import { at } from '../../fault-point.js'
import { LANES } from '../../lane.js'

/** A lane this instance holds: no other handles its events until it is given back or has expired. */
export interface HeldLane {
  subscription: string
  lane: number
  /** Position in the log up to which everything is dealt with. */
  cursor: string
}

/** What an instance holds, and how many lanes of each subscription it should. */
export interface Holdings {
  lanes: HeldLane[]
  share: number
}

/** The options of {@link hold}. */
export interface HoldOptions {
  /** The instance; one that is started again under its name goes on with its lanes at once. */
  holder: string
  /** Identity of the log: positions in another one count for nothing. */
  log: string
  subscriptions: readonly string[]
}

/** How long a lane is held without being prolonged. */
export const LEASE_MS = 5_000

const HOLD = `
  SELECT subscription, lane, cursor, share
  FROM azora.hold_lanes($1, $2, $3::text[], ${LANES}, interval '${LEASE_MS} ms')`
// Never back: an instance that lost the lane unawares may be behind whoever has it now.
const NOTE = `
  UPDATE azora.lanes l SET cursor = greatest(l.cursor, n.cursor)
  FROM unnest($1::text[], $2::smallint[], $3::bigint[]) AS n (subscription, lane, cursor)
  WHERE l.subscription = n.subscription AND l.lane = n.lane AND l.log = $4`
const GIVE_BACK = `
  UPDATE azora.lanes l SET holder = NULL, expires_at = '-infinity'
  FROM unnest($1::text[], $2::smallint[]) AS n (subscription, lane)
  WHERE l.subscription = n.subscription AND l.lane = n.lane AND l.holder = $3`
const CURSORS = 'SELECT lane, cursor FROM azora.lanes WHERE subscription = $1 AND log = $2'
const LEAVE = 'DELETE FROM azora.consumers WHERE holder = $1'

/** Prolongs the instance's lanes and takes free ones up to its share. */
export async function hold(pool: pg.Pool, { holder, log, subscriptions }: HoldOptions): Promise<Holdings> {
  const { rows } = await at('lanes.hold', () =>
    pool.query<HeldLane & { share: number }>(HOLD, [holder, log, subscriptions]),
  )
  return { lanes: rows, share: rows[0]?.share ?? 0 }
}

/** Notes how far lanes are dealt with. */
export async function note(pool: pg.Pool, log: string, lanes: readonly HeldLane[]): Promise<void> {
  const values = [
    lanes.map(({ subscription }) => subscription),
    lanes.map(({ lane }) => lane),
    lanes.map(({ cursor }) => cursor),
    log,
  ]
  await at('lanes.note', () => pool.query(NOTE, values))
}

/** How far each lane of a subscription is dealt with, whoever holds it. */
export async function cursorsOf(
  pool: pg.Pool,
  subscription: string,
  log: string,
): Promise<Map<number, string>> {
  const { rows } = await at('lanes.cursors', () =>
    pool.query<Pick<HeldLane, 'lane' | 'cursor'>>(CURSORS, [subscription, log]),
  )
  const known = new Map(rows.map(({ lane, cursor }) => [lane, cursor]))
  return new Map(Array.from({ length: LANES }, (_, lane) => [lane, known.get(lane) ?? '0']))
}

/** Lets others have lanes at once. */
export async function giveBack(
  pool: pg.Pool,
  holder: string,
  lanes: readonly Pick<HeldLane, 'subscription' | 'lane'>[],
): Promise<void> {
  const values = [lanes.map(({ subscription }) => subscription), lanes.map(({ lane }) => lane), holder]
  await at('lanes.give-back', () => pool.query(GIVE_BACK, values))
}

/** Takes the instance out of the count of those who share. */
export async function leave(pool: pg.Pool, holder: string): Promise<void> {
  await at('lanes.leave', () => pool.query(LEAVE, [holder]))
}

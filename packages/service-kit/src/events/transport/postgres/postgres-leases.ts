import type pg from 'pg'
import { at } from '../../fault-point.js'
import { LANES } from '../../lane.js'
import { type HeldLane, type Holdings, type LaneLeases, LEASE_MS } from '../lanes/lane-leases.js'

interface Row extends HeldLane {
  share: number
}

const HOLD = `
  SELECT subscription, lane, cursor, share
  FROM azora.hold_lanes($1, $2, $3::text[], ${LANES}, interval '${LEASE_MS} ms')`
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

/** Keeps leases and cursors in the service's own database. */
export class PostgresLeases implements LaneLeases {
  readonly #pool: pg.Pool
  readonly #holder: string

  constructor(pool: pg.Pool, holder: string) {
    this.#pool = pool
    this.#holder = holder
  }

  async hold(log: string, subscriptions: readonly string[]): Promise<Holdings> {
    const values = [this.#holder, log, subscriptions]
    const { rows } = await at('leases.hold', () => this.#pool.query<Row>(HOLD, values))
    return { lanes: rows, shares: new Map(rows.map(({ subscription, share }) => [subscription, share])) }
  }

  async note(log: string, lanes: readonly HeldLane[]): Promise<void> {
    const values = [
      lanes.map(({ subscription }) => subscription),
      lanes.map(({ lane }) => lane),
      lanes.map(({ cursor }) => cursor),
      log,
    ]
    await at('leases.note', () => this.#pool.query(NOTE, values))
  }

  async cursors(log: string, subscription: string): Promise<ReadonlyMap<number, string>> {
    const { rows } = await at('leases.cursors', () => this.#pool.query<Row>(CURSORS, [subscription, log]))
    const known = new Map(rows.map(({ lane, cursor }) => [lane, cursor]))
    return new Map(Array.from({ length: LANES }, (_, lane) => [lane, known.get(lane) ?? '0']))
  }

  async giveBack(lanes: readonly Pick<HeldLane, 'subscription' | 'lane'>[]): Promise<void> {
    const values = [
      lanes.map(({ subscription }) => subscription),
      lanes.map(({ lane }) => lane),
      this.#holder,
    ]
    await at('leases.give-back', () => this.#pool.query(GIVE_BACK, values))
  }

  /** Consumers are counted by service, so this leaves all its subscriptions. */
  async leave(): Promise<void> {
    await at('leases.leave', () => this.#pool.query(LEAVE, [this.#holder]))
  }
}

import type pg from 'pg'
import type { RawClient } from '../data/transaction-scope.js'
import { at } from '../events/fault-point.js'
import type { Projection } from './projection.js'
import type { EventRow } from './recorded-event.js'

/** The read model that serves, or the one that is built beside it. */
export type Role = 'live' | 'building'

/** How far a read model has come. */
export interface Place {
  state: Role
  /** Of the projection that makes it; 0 if it is yet to be begun. */
  version: number
  /** Position in the streams up to which everything is in it. */
  position: string
  isStopped: boolean
}

/** What follows a place. */
export interface Following {
  rows: (EventRow & { id: string })[]
  /** How far that is, if it is all there is. */
  settled: string
}

const COLUMNS = 'state, version, position::text AS position, stopped_at IS NOT NULL AS "isStopped"'
// What was there before is not in an inline read model that is new. Kept in another mode, it has no place to go on from.
const REGISTER = `
  INSERT INTO azora.projections AS p (name, state, version, mode, category, types)
    SELECT $1, 'live',
      CASE WHEN $3 = 'inline' AND EXISTS (SELECT FROM azora.stream_events WHERE category = $4) THEN 0 ELSE $2::int END,
      $3, $4, $5::text[]
  ON CONFLICT (name, state) DO UPDATE
    SET mode = excluded.mode, category = excluded.category, types = excluded.types,
      version = CASE WHEN p.mode <> excluded.mode THEN 0 ELSE p.version END
    WHERE p.version <= $2::int`
const ASK = `
  INSERT INTO azora.projections (name, state, version, mode, category, types)
    SELECT name, 'building', 0, mode, category, types FROM azora.projections
    WHERE name = $1 AND state = 'live' AND version < $2::int
  ON CONFLICT DO NOTHING`
const PLACES = `SELECT ${COLUMNS} FROM azora.projections WHERE name = $1`
const TAKE = `SELECT ${COLUMNS} FROM azora.projections WHERE name = $1 AND state = $2 FOR NO KEY UPDATE SKIP LOCKED`
const READ = `
  SELECT pos::text AS position, id, version, type, schema::int AS schema, data
  FROM azora.read_streams($1, $2::bigint, $3::text[], $4::int, $5::boolean)`
const MOVE = 'UPDATE azora.projections SET position = $3::bigint WHERE name = $1 AND state = $2'
const STOP = `
  UPDATE azora.projections SET stopped_at = clock_timestamp(), failure = $3
  WHERE name = $1 AND state = $2 AND position = $4::bigint`
const BEGIN = `
  UPDATE azora.projections SET version = $2::int, position = 0, stopped_at = NULL, failure = NULL
  WHERE name = $1 AND state = 'building'`
const BEGIN_SHADOW = 'SELECT azora.begin_shadow($1::text[])::text'
const INTO_SHADOW = `SELECT set_config('search_path', 'azora_shadow, ' || current_setting('search_path'), true)`
const INTO_LIVE = 'SET LOCAL search_path TO DEFAULT'
const TAKE_OVER = 'SELECT azora.take_over($1::text[])::int AS changed'
const END = `DELETE FROM azora.projections WHERE name = $1 AND state = 'building' RETURNING position::text AS position`
const SERVE = `
  UPDATE azora.projections SET version = $2::int, position = $3::bigint, stopped_at = NULL, failure = NULL
  WHERE name = $1 AND state = 'live'`
const HOLD_APPENDS = 'SELECT pg_advisory_xact_lock(72707376, hashtext($1))::text'

/** How long a swap waits for those who append; they wait as long at most. */
const PATIENCE = `SET LOCAL lock_timeout = '2s'`

/** Enters the projection as it is declared now, and asks for it to be built anew if what serves is of an earlier version. */
export async function register(pool: pg.Pool, projection: Projection): Promise<void> {
  const { name, version, mode, category, types } = projection
  await at('projection.register', () => pool.query(REGISTER, [name, version, mode, category, types]))
  await at('projection.ask', () => pool.query(ASK, [name, version]))
}

/** Where the projection's read models stand. */
export async function placesOf(pool: pg.Pool, name: string): Promise<Partial<Record<Role, Place>>> {
  const { rows } = await at('projection.places', () => pool.query<Place>(PLACES, [name]))
  return Object.fromEntries(rows.map(place => [place.state, place]))
}

/** Makes a place this transaction's own; null if there is none, or another instance is at it. */
export async function takePlace(client: RawClient, name: string, role: Role): Promise<Place | null> {
  const rows = await at('projection.take', () => client.$queryRawUnsafe<Place[]>(TAKE, name, role))
  return rows[0] ?? null
}

/** What to read: at most so many events after a position. Quiet are streams whose appends are held up. */
export interface Reading {
  position: string
  limit: number
  isQuiet: boolean
}

/** Reads what follows a place, in order. */
export async function readFollowing(
  client: RawClient,
  { category, types }: Projection,
  { position, limit, isQuiet }: Reading,
): Promise<Following> {
  const read = await at('projection.read', () =>
    client.$queryRawUnsafe<(EventRow & { id: string | null; position: string })[]>(
      READ,
      category,
      position,
      types,
      limit,
      isQuiet,
    ),
  )
  const rows = read.flatMap(row => (row.id === null ? [] : [{ ...row, id: row.id }]))
  const end = rows.length === limit ? rows.at(-1) : read.at(-1)
  return { rows, settled: end?.position ?? position }
}

export async function movePlace(
  client: RawClient,
  name: string,
  place: Omit<Place, 'version' | 'isStopped'>,
) {
  await at('projection.move', () => client.$executeRawUnsafe(MOVE, name, place.state, place.position))
}

/** Has a read model stay where it is until somebody has looked. */
export async function stopPlace(
  pool: pg.Pool,
  name: string,
  { state, position, failure }: Pick<Place, 'state' | 'position'> & { failure: string },
): Promise<void> {
  await at('projection.stop', () => pool.query(STOP, [name, state, failure, position]))
}

/** Makes empty tables beside those that serve. */
export async function beginShadow(client: RawClient, { name, version, tables }: Projection): Promise<void> {
  await at('projection.shadow', () => client.$queryRawUnsafe(BEGIN_SHADOW, tables))
  await at('projection.begun', () => client.$executeRawUnsafe(BEGIN, name, version))
}

/** From here to the end of the transaction, or {@link intoLive}, the names of the tables mean their shadows. */
export async function intoShadow(client: RawClient): Promise<void> {
  await at('projection.into-shadow', () => client.$queryRawUnsafe(INTO_SHADOW))
}

async function intoLive(client: RawClient): Promise<void> {
  await at('projection.into-live', () => client.$executeRawUnsafe(INTO_LIVE))
}

/** Has everybody who would append to these streams wait until the transaction ends, after those who have. */
export async function holdAppends(client: RawClient, { category }: Projection): Promise<void> {
  await at('projection.patience', () => client.$executeRawUnsafe(PATIENCE))
  await at('projection.hold-appends', () => client.$queryRawUnsafe(HOLD_APPENDS, category))
}

/** Puts what was built in the place of what served. Returns how many rows were not as they should have been. */
export async function swap(client: RawClient, { name, version, tables }: Projection): Promise<number> {
  await at('projection.back', () => intoLive(client))
  const [result] = await at('projection.take-over', () =>
    client.$queryRawUnsafe<{ changed: number }[]>(TAKE_OVER, tables),
  )
  const [built] = await at('projection.end', () => client.$queryRawUnsafe<{ position: string }[]>(END, name))
  await at('projection.serve', () => client.$executeRawUnsafe(SERVE, name, version, built?.position ?? '0'))
  return result?.changed ?? 0
}

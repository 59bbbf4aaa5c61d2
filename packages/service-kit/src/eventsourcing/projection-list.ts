import type { Queryable } from '../data/queryable.js'
import { at } from '../events/fault-point.js'
import type { Projection } from './projection.js'

/** How a read model stands, for those who watch. */
export interface ProjectionStatus {
  name: string
  /** `building` while it is built anew, beside the one that is `live`. */
  state: 'live' | 'building'
  /** Of the projection that made it; 0 if it is yet to be begun. */
  version: number
  mode: 'inline' | 'following'
  /** Up to which position of the streams everything is in it. */
  position: string
  /** Events that wait, counted to 10,000. */
  lag: number
  /** Seconds since the oldest of them was written. */
  lagSeconds: number
  /** RFC 3339, UTC; null while it moves. */
  stoppedAt: string | null
  /** Why it stands still. */
  failure: string | null
}

// One that is kept inline has whatever was appended.
const LIST = `
  SELECT p.name, p.state, p.version, p.mode, p.failure,
    coalesce(waiting.position, appended.position, 0)::text AS position,
    to_char(p.stopped_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "stoppedAt",
    coalesce(waiting.count, 0)::int AS lag, coalesce(waiting.seconds, 0)::float AS "lagSeconds"
  FROM azora.projections p
  LEFT JOIN LATERAL (
    SELECT p.position, count(*) AS count, extract(epoch FROM clock_timestamp() - min(at)) AS seconds FROM (
      SELECT e.at FROM azora.stream_events e
      WHERE e.category = p.category AND e.position > p.position AND e.type = ANY (p.types)
      ORDER BY e.position LIMIT 10000
    ) AS those
  ) AS waiting ON p.mode = 'following' OR p.state = 'building'
  LEFT JOIN LATERAL (
    SELECT max(e.position) AS position FROM azora.stream_events e WHERE e.category = p.category AND e.type = ANY (p.types)
  ) AS appended ON waiting.position IS NULL AND p.version > 0
  WHERE p.name = ANY ($1::text[])
  ORDER BY p.name, p.state DESC`
const REBUILD = `
  INSERT INTO azora.projections (name, state, version, mode, category, types)
    SELECT name, 'building', 0, mode, category, types FROM azora.projections WHERE name = $1 AND state = 'live'
  ON CONFLICT (name, state) DO UPDATE SET version = 0, position = 0, stopped_at = NULL, failure = NULL
  RETURNING name`
const RESUME = `
  UPDATE azora.projections SET stopped_at = NULL, failure = NULL WHERE name = $1 AND stopped_at IS NOT NULL RETURNING name`

/** A database and the projections that are declared for it. */
export interface DeclaredProjections {
  readonly pool: Queryable
  readonly projections: readonly Pick<Projection, 'name'>[]
}

/** Lists the read models of a service's database: of what is declared, for what is left of others nobody moves. */
export async function listProjections({
  pool,
  projections,
}: DeclaredProjections): Promise<ProjectionStatus[]> {
  const names = projections.map(({ name }) => name)
  return (await at('projections.list', () => pool.query<ProjectionStatus>(LIST, [names]))).rows
}

/** Has a read model built anew beside the one that serves, from the first event on. False if there is none of that name. */
export async function rebuildProjection(db: Queryable, name: string): Promise<boolean> {
  return (await at('projections.rebuild', () => db.query(REBUILD, [name]))).rows.length === 1
}

/** Has a projection that stands still try its event again. False if it does not stand still. */
export async function resumeProjection(db: Queryable, name: string): Promise<boolean> {
  return (await at('projections.resume', () => db.query(RESUME, [name]))).rows.length > 0
}

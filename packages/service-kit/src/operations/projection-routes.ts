import { operations, type Projection, ProjectionMoves, ProjectionNotFound } from '@azora/contracts/operations'
import type { UserPrincipal } from '../access/principal.js'
import { audit } from '../data/audit.js'
import type { Database } from '../data/database.js'
import { type Queryable, within } from '../data/queryable.js'
import {
  listProjections,
  type ProjectionStatus,
  rebuildProjection,
  resumeProjection,
} from '../eventsourcing/projection-list.js'
import { implement } from '../http/implement.js'
import type { OperationParts } from './operation-parts.js'

/** What is done to a projection, by whom. */
interface Deed {
  action: 'projection.rebuilt' | 'projection.resumed'
  name: string
  actor: UserPrincipal
}

/** Read models are looked at, built anew and set going again here. */
export const projectionRoutes = ({ database }: OperationParts) =>
  implement(operations.routes.projections).with({
    list: async () => ({ projections: await kept(database) }),
    get: ({ params: { projection } }) => one(database, projection),
    rebuild: async ({ params: { projection: name }, principal: actor }) => {
      await one(database, name)
      await done(database, { action: 'projection.rebuilt', name, actor }, rebuildProjection)
    },
    resume: async ({ params: { projection: name }, principal: actor }) => {
      await one(database, name)
      const isDone = await done(database, { action: 'projection.resumed', name, actor }, resumeProjection)
      if (!isDone) throw new ProjectionMoves()
    },
  })

/** @throws ProjectionNotFound */
async function one(database: Database, name: string): Promise<Projection> {
  const found = (await kept(database)).find(projection => projection.name === name)
  if (!found) throw new ProjectionNotFound()
  return found
}

/** Those that are still declared: what an earlier version of the service has left, nobody would build or move. */
async function kept({ pool, projections }: Database): Promise<Projection[]> {
  const declared = new Set(projections.map(({ name }) => name))
  const all = await listProjections(pool)
  return all
    .filter(({ name, state }) => state === 'live' && declared.has(name))
    .map(live => {
      const building = all.find(({ name, state }) => state === 'building' && name === live.name)
      const { name, mode } = live
      return { name, mode, live: shown(live), building: building ? shown(building) : null }
    })
}

function shown({ version, position, lag, lagSeconds, stoppedAt, failure }: ProjectionStatus) {
  return { version, position, lag, lagSeconds, stoppedAt, failure }
}

/** Changes a projection and writes down who did, or neither. */
async function done(
  database: Database,
  { name, ...deed }: Deed,
  work: (db: Queryable, name: string) => Promise<boolean>,
): Promise<boolean> {
  return database.transaction(async tx => {
    const changed = await work(within(database.raw), name)
    if (changed) await audit(tx, { ...deed, subject: name })
    return changed
  })
}

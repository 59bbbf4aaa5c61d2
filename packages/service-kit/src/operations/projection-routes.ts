import { operations, type Projection, ProjectionMoves, ProjectionNotFound } from '@azora/contracts/operations'
import type { UserPrincipal } from '../access/principal.js'
import { audit } from '../data/audit.js'
import type { Database } from '../data/database.js'
import { type Queryable, within } from '../data/queryable.js'
import {
  type DeclaredProjections,
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
    list: async () => ({ projections: await listed(database) }),
    get: async ({ params: { projection: name } }) => {
      const { pool } = database
      const [found] = await listed({ pool, projections: [declared(database, name)] })
      if (!found) throw new ProjectionNotFound()
      return found
    },
    rebuild: async ({ params, principal: actor }) => {
      const { name } = declared(database, params.projection)
      const isDone = await done(database, { action: 'projection.rebuilt', name, actor }, rebuildProjection)
      if (!isDone) throw new ProjectionNotFound()
    },
    resume: async ({ params, principal: actor }) => {
      const { name } = declared(database, params.projection)
      const isDone = await done(database, { action: 'projection.resumed', name, actor }, resumeProjection)
      if (!isDone) throw new ProjectionMoves()
    },
  })

/** What an earlier version of the service has left, nobody would build or move. @throws ProjectionNotFound */
function declared({ projections }: Database, wanted: string): Pick<Projection, 'name'> {
  const found = projections.find(({ name }) => name === wanted)
  if (!found) throw new ProjectionNotFound()
  return found
}

/** Each with the read model that serves, and the one that is built beside it. */
async function listed(database: DeclaredProjections): Promise<Projection[]> {
  const all = await listProjections(database)
  return all
    .filter(({ state }) => state === 'live')
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

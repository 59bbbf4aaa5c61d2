import type { ProjectionDocument } from '../documents/projections.js'
import type { Look } from '../look.js'

type ReadModel = ProjectionDocument['live']

/** How many events a read model is behind, and for how long. */
export function lagText({ lag, lagSeconds }: ReadModel, { good, warn }: Look): string {
  return lag === 0 ? good('up to date') : warn(`${lag} behind, for ${Math.round(lagSeconds)} s`)
}

/** Whether a read model serves, is being built, or stands still. */
export function readModelText({ stoppedAt }: ReadModel, role: 'live' | 'building', look: Look): string {
  if (stoppedAt !== null) return look.bad('stands still')
  return role === 'live' ? look.good('serves') : look.accent('is being built')
}

/** The read models of a projection: what serves, then what is built beside it. */
export function readModelsOf({ live, building }: ProjectionDocument) {
  return [
    { role: 'live' as const, model: live },
    ...(building ? [{ role: 'building' as const, model: building }] : []),
  ]
}

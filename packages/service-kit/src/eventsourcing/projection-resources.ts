import { Database } from '../data/database.js'
import type { NamedResource } from '../lifecycle.js'
import type { Resources } from '../resource.js'
import { Projections } from './projections.js'

/** What keeps the read models of a service's databases up to date; nothing where there are none. */
export function projectionResources(resources: Resources): NamedResource[] {
  return Object.entries(resources).flatMap(([name, it]) =>
    it instanceof Database && it.projections.length > 0
      ? [{ name: `${name}-projections`, resource: new Projections(it) }]
      : [],
  )
}

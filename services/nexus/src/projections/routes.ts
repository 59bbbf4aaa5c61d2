import { nexus, ProjectionNotFound } from '@azora/contracts/nexus'
import { implement } from '@azora/service-kit'
import type { Ask } from '../fleet/fleet.js'
import { foundIn, unless } from '../fleet/found.js'
import type { Use } from '../use.js'

export const projectionRoutes = ({ fleet }: Use) => {
  /** Has the service that keeps the projection do something about it. */
  const find = async <Answer>(ask: Ask<Answer>) =>
    foundIn(
      await fleet.gather((service, once) => unless(ProjectionNotFound, ask(service, once))),
      ProjectionNotFound,
    )

  return implement(nexus.routes.projections).with({
    list: async ({ query: { service } }) => {
      const { told, silent } = await fleet.gather(({ projections }) => projections.list(), service)
      const all = told.flatMap(each =>
        each.answer.projections.map(one => ({ ...one, service: each.service })),
      )
      return { projections: all.toSorted((a, b) => (a.name < b.name ? -1 : 1)), silent }
    },
    get: async ({ params }) => {
      const { service, answer } = await find(({ projections }) => projections.get({ params }))
      return { ...answer, service }
    },
    rebuild: async ({ params }) => {
      await find(({ projections }, once) => projections.rebuild({ params }, once))
    },
    resume: async ({ params }) => {
      await find(({ projections }, once) => projections.resume({ params }, once))
    },
  })
}

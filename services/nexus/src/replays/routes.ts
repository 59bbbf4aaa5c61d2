import { HandlerNotFound, nexus, ReplayNotFound } from '@azora/contracts/nexus'
import { implement } from '@azora/service-kit'
import { foundIn, unless } from '../fleet/found.js'
import type { Use } from '../use.js'

export const replayRoutes = ({ fleet }: Use) =>
  implement(nexus.routes.replays).with({
    list: async () => {
      const { told, silent } = await fleet.gather(({ replays }) => replays.list())
      const all = told.flatMap(({ service, answer }) =>
        answer.replays.map(replay => ({ ...replay, service })),
      )
      return { replays: all.toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1)), silent }
    },

    /** The service is the one that has the handler: all are asked, the others say that they have none of that name. */
    start: async ({ body }) => {
      const gathered = await fleet.gather(({ replays }, once) =>
        unless(HandlerNotFound, replays.start({ body }, once)),
      )
      const { service, answer } = foundIn(gathered, HandlerNotFound)
      return { ...answer, service }
    },

    cancel: async ({ params }) => {
      foundIn(
        await fleet.gather(({ replays }, once) => unless(ReplayNotFound, replays.cancel({ params }, once))),
        ReplayNotFound,
      )
    },
  })

import { nexus } from '@azora/contracts/nexus'
import { implement } from '@azora/service-kit'
import type { Use } from '../use.js'

export const flowRoutes = ({ fleet }: Use) =>
  implement(nexus.routes.flow).with({
    get: async () => {
      const { told, silent } = await fleet.gather(({ flow }) => flow.get())
      return { services: told.map(({ service, answer }) => ({ service, ...answer })), silent }
    },
  })

import { auth, RoleNotFound } from '@azora/contracts/auth'
import { implement } from '@azora/service-kit'
import type { Use } from '../use.js'

export const roleRoutes = ({ roles }: Use) =>
  implement(auth.routes.roles).with({
    list: async () => ({ items: await roles.list() }),

    get: async ({ params }) => {
      const role = await roles.find(params.role)
      if (!role) throw new RoleNotFound()
      return role
    },
  })

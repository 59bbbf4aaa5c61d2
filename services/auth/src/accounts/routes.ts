import { Unauthenticated } from '@azora/contracts'
import { auth } from '@azora/contracts/auth'
import { implement } from '@azora/service-kit'
import { permissionsOf } from '../roles/role.js'
import type { Use } from '../use.js'
import { toAccount } from './account.js'
import { deleteAccount } from './delete-account.js'
import { register } from './register.js'

export const accountRoutes = (use: Use) =>
  implement(auth.routes.accounts).with({
    register: async ({ body }) => toAccount(await register(use, body)),

    me: async ({ principal }) => {
      const account = await use.accounts.find(principal.id)
      if (!account) throw new Unauthenticated('The account is gone.')
      return {
        ...toAccount(account),
        permissions: permissionsOf(account.roles),
        sessionId: principal.sessionId,
        aal: principal.aal,
      }
    },

    delete: ({ principal }) => deleteAccount(use, principal),
  })

import { auth, UserNotFound } from '@azora/contracts/auth'
import { implement, keyset } from '@azora/service-kit'
import * as z from 'zod'
import type { AccountRecord } from '../accounts/account.js'
import type { Use } from '../use.js'
import { disable, enable, lock, unlock } from './access-changes.js'
import { assignRole, revokeRole } from './role-changes.js'
import { toUser, whereOf } from './user.js'
import { welcome } from './welcome.js'

const newestFirst = keyset('users', z.object({ id: z.uuid() }))

export const userRoutes = (use: Use) => {
  const { accounts, clock } = use
  const seen = async (record: Promise<AccountRecord | null>) => {
    const account = await record
    if (!account) throw new UserNotFound()
    return toUser(account, clock.now())
  }

  return implement(auth.routes.users).with({
    list: async ({ query: { limit, cursor, ...filter } }) => {
      const now = clock.now()
      const before = newestFirst.read(cursor)?.id ?? null
      const rows = await accounts.list({ where: whereOf(filter, now), before, limit })
      const { items, nextCursor } = newestFirst.page(rows, limit, ({ id }) => ({ id }))
      return { items: items.map(row => toUser(row, now)), nextCursor }
    },

    get: ({ params }) => seen(accounts.find(params.userId)),

    assignRole: ({ params, principal }) => seen(assignRole(use, params, principal)),
    revokeRole: ({ params, principal }) => seen(revokeRole(use, params, principal)),

    lock: ({ params, body, principal }) =>
      seen(lock(use, { userId: params.userId, until: new Date(body.until) }, principal)),
    unlock: ({ params, principal }) => seen(unlock(use, params.userId, principal)),
    disable: ({ params, principal }) => seen(disable(use, params.userId, principal)),
    enable: ({ params, principal }) => seen(enable(use, params.userId, principal)),

    welcome: ({ params }) => welcome(use, params.userId),
  })
}

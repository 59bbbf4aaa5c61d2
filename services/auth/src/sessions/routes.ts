import { auth, SessionNotFound } from '@azora/contracts/auth'
import type { UserPrincipal } from '@azora/service-kit'
import { implement, keyset } from '@azora/service-kit'
import * as z from 'zod'
import type { Session as SessionRow } from '../generated/prisma/client.js'
import { withPassword } from '../passwords/confirm-password.js'
import type { Use } from '../use.js'
import { refresh } from './refresh.js'
import type { EndedSessions } from './repository.js'
import { expiryOf, type RevocationReason, type SessionLimits } from './session.js'
import { signIn } from './sign-in.js'

const newestFirst = keyset('sessions', z.object({ id: z.uuid() }))

export const sessionRoutes = (use: Use) =>
  implement(auth.routes.sessions).with({
    login: ({ body, context }) =>
      signIn(use, body, { address: context.clientIp, userAgent: context.userAgent ?? null }),

    refresh: ({ body, context }) => refresh(use, body.refreshToken, context.clientIp),

    reauthenticate: ({ body, principal }) =>
      withPassword(use, { principal, password: body.password }, () =>
        use.sessions.reauthenticated(principal.sessionId, use.clock.now()),
      ),

    logout: async ({ principal }) => {
      await end(use, principal, { only: principal.sessionId, reason: 'logout' })
    },

    logoutAll: async ({ principal }) => {
      await end(use, principal, { reason: 'logout-all' })
    },

    list: async ({ principal, query }) => {
      const before = newestFirst.read(query.cursor)?.id ?? null
      const rows = await use.sessions.list(principal.id, { before, limit: query.limit }, use.clock.now())
      const { items, nextCursor } = newestFirst.page(rows, query.limit, ({ id }) => ({ id }))
      const toItem = (row: SessionRow) => toSession(row, principal.sessionId, use.sessionLimits)
      return { items: items.map(toItem), nextCursor }
    },

    revoke: async ({ params, principal }) => {
      const ended = await end(use, principal, { only: params.sessionId, reason: 'revoked' })
      if (ended.length === 0) throw new SessionNotFound()
    },
  })

/** Ends sessions of the caller and says so in the audit trail. */
function end(
  { audit, endSessions, transaction }: Use,
  principal: UserPrincipal,
  { reason, ...which }: Omit<EndedSessions, 'userId'> & { reason: RevocationReason },
) {
  return transaction(async () => {
    const ended = await endSessions({ userId: principal.id, ...which }, reason)
    for (const subject of ended)
      await audit({ action: 'session.revoked', subject, actor: principal, data: { reason } })
    return ended
  })
}

function toSession(row: SessionRow, currentId: string, limits: SessionLimits) {
  return {
    id: row.id,
    current: row.id === currentId,
    aal: row.aal === 2 ? (2 as const) : (1 as const),
    amr: row.amr,
    address: row.address,
    userAgent: row.userAgent,
    createdAt: row.createdAt.toISOString(),
    refreshedAt: row.refreshedAt.toISOString(),
    expiresAt: expiryOf(row, limits).toISOString(),
  }
}

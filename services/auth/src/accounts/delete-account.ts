import { ReauthenticationNeeded, UserDeleted } from '@azora/contracts/auth'
import type { UserPrincipal } from '@azora/service-kit'
import { keepAnAdmin } from '../roles/keep-an-admin.js'
import { isFresh } from '../sessions/session.js'
import type { Use } from '../use.js'

/** Deletes the caller's account with all that belongs to it. @throws ReauthenticationNeeded, LastAdmin */
export function deleteAccount(use: Use, principal: UserPrincipal): Promise<void> {
  const { accounts, audit, clock, failures, outbox, publish, sessions, transaction } = use
  return transaction(async () => {
    const now = clock.now()
    const session = await sessions.findLive(principal.id, principal.sessionId, now)
    if (!session || !isFresh(session.authenticatedAt, now)) throw new ReauthenticationNeeded()
    const account = await accounts.find(principal.id)
    if (!account) return
    await keepAnAdmin(use, account.id)
    await failures.forget(account.email)
    await accounts.hold(account.id)
    await use.endSessions({ userId: account.id }, 'deleted')
    if (!(await accounts.delete(account.id))) return
    await outbox.forget(account.email)
    await audit({ action: 'user.deleted', subject: account.id, actor: principal })
    await publish(UserDeleted, { userId: account.id, deletedAt: now.toISOString() })
  })
}

import { Unauthenticated } from '@azora/contracts'
import { SessionRevoked, WrongPassword } from '@azora/contracts/auth'
import type { UserPrincipal } from '@azora/service-kit'
import type { Use } from '../use.js'
import { isStill } from './stored-password.js'
import { tryPassword } from './try-password.js'

/** Something done by the caller's password. */
export interface Confirmation {
  principal: UserPrincipal
  password: string
}

/**
 * Runs `granted` in a transaction if the caller knows the account's password. Wrong ones count for the session, so that a
 * stolen access token is no way to guess on. @throws WrongPassword, AccountLocked, SessionRevoked
 */
export async function withPassword(
  use: Use,
  { principal, password }: Confirmation,
  granted: () => Promise<void>,
): Promise<void> {
  const { accounts, clock, hasher, sessions } = use
  const account = await accounts.find(principal.id)
  const stored = await accounts.passwordOf(principal.id)
  if (!account || !stored) throw new Unauthenticated('The account is gone.')
  // A revoked session keeps its access token for a moment at other verifiers; what is sensitive looks itself.
  const session = await sessions.findLive(principal.id, principal.sessionId, clock.now())
  if (!session) throw new SessionRevoked()

  const origins = [`session:${session.id}`] as const
  const attempt = { email: account.email, userId: account.id, stored: stored.hash, password, origins }
  const confirmed = await tryPassword(use, attempt, async () => {
    await accounts.hold(account.id)
    const current = await accounts.passwordOf(account.id)
    if (!current || !isStill(stored, current, hasher)) return false
    await granted()
    return true
  })
  if (!confirmed) throw new WrongPassword()
}

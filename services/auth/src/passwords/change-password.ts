import { Unauthenticated } from '@azora/contracts'
import { PasswordChanged } from '@azora/contracts/auth'
import type { UserPrincipal } from '@azora/service-kit'
import type { Use } from '../use.js'
import { acceptablePassword } from './acceptable-password.js'
import { withPassword } from './confirm-password.js'

/** The caller's password, and the one to take its place. */
export interface PasswordChange {
  currentPassword: string
  newPassword: string
}

/** Changes the caller's password and ends their other sessions. @throws WeakPassword, WrongPassword, AccountLocked */
export async function changePassword(
  use: Use,
  principal: UserPrincipal,
  change: PasswordChange,
): Promise<void> {
  const { accounts, audit, clock, hasher, publish, sendMail } = use
  const account = await accounts.find(principal.id)
  if (!account) throw new Unauthenticated('The account is gone.')
  const hash = await hasher.hash(acceptablePassword(change.newPassword, account.email))

  await withPassword(use, { principal, password: change.currentPassword }, async () => {
    const now = clock.now()
    await accounts.setPassword(account.id, { hash, changedAt: now })
    await use.endSessions({ userId: account.id, except: principal.sessionId }, 'password-changed')
    await sendMail('password-changed', account.email)
    await audit({ action: 'password.changed', subject: account.id, actor: principal })
    await publish(PasswordChanged, { userId: account.id, by: 'change', changedAt: now.toISOString() })
  })
}

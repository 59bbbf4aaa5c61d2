import { InvalidOneTimeToken, PasswordChanged, UserVerified } from '@azora/contracts/auth'
import type { Use } from '../use.js'
import { acceptablePassword } from './acceptable-password.js'

/** The token of a reset mail, and the password to set. */
export interface PasswordReset {
  token: string
  newPassword: string
}

/**
 * Sets a new password for whoever holds the token: ends all sessions, forgets failed attempts and counts as verification
 * of the address. An administrator's lock stays. @throws InvalidOneTimeToken, WeakPassword
 */
export async function resetPassword(use: Use, { token, newPassword }: PasswordReset): Promise<void> {
  const { accounts, audit, clock, failures, hasher, oneTimeTokens, publish, sendMail, transaction } = use
  const ownerId = await oneTimeTokens.ownerOf(token, 'reset-password', clock.now())
  const account = ownerId && (await accounts.find(ownerId))
  if (!account) throw new InvalidOneTimeToken()
  // Hashed before the token is used up: a full queue or a weak password costs nobody their link.
  const hash = await hasher.hash(acceptablePassword(newPassword, account.email))

  await transaction(async () => {
    const now = clock.now()
    if (!(await oneTimeTokens.use(token, 'reset-password', now))) throw new InvalidOneTimeToken()
    await failures.forget(account.email)
    await accounts.change(account.id, { verifiedAt: account.verifiedAt ?? now })
    await accounts.setPassword(account.id, { hash, changedAt: now })
    await use.endSessions({ userId: account.id }, 'password-reset')
    await sendMail('password-changed', account.email)
    await audit({ action: 'password.reset', subject: account.id, actor: null })
    const [userId, at] = [account.id, now.toISOString()]
    await publish(PasswordChanged, { userId, by: 'reset', changedAt: at })
    if (!account.verifiedAt) await publish(UserVerified, { userId, verifiedAt: at })
  })
}

import { EmailTaken, type Registration, UserRegistered } from '@azora/contracts/auth'
import { acceptablePassword } from '../passwords/acceptable-password.js'
import type { Use } from '../use.js'
import { type AccountRecord, normalEmail } from './account.js'

/** Opens an account and queues the mail that asks to verify its address. @throws WeakPassword, EmailTaken */
export async function register(use: Use, registration: Registration): Promise<AccountRecord> {
  const { accounts, audit, clock, hasher, publish, sendMail, transaction } = use
  const email = normalEmail(registration.email)
  const hash = await hasher.hash(acceptablePassword(registration.password, email))
  return transaction(async () => {
    const now = clock.now()
    const id = await accounts.add(email, hash, now)
    const account = id && (await accounts.find(id))
    if (!account) throw new EmailTaken()
    await sendMail('verify-email', email)
    await audit({ action: 'user.registered', subject: account.id, actor: null })
    await publish(UserRegistered, { userId: account.id, email, registeredAt: now.toISOString() })
    return account
  })
}

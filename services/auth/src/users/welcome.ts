import { UserNotFound } from '@azora/contracts/auth'
import type { Use } from '../use.js'

/** Queues the mail that says to a new user that everything is ready. @throws UserNotFound */
export function welcome({ accounts, sendMail, transaction }: Use, userId: string): Promise<void> {
  return transaction(async () => {
    const account = await accounts.find(userId)
    if (!account) throw new UserNotFound()
    await sendMail('welcome', account.email)
  })
}

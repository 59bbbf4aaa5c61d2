import { Unauthenticated } from '@azora/contracts'
import { auth, EmailAlreadyVerified, InvalidOneTimeToken, UserVerified } from '@azora/contracts/auth'
import { implement } from '@azora/service-kit'
import type { Use } from '../use.js'

export const emailRoutes = (use: Use) => {
  const { accounts, audit, clock, oneTimeTokens, publish, sendMail, transaction } = use

  return implement(auth.routes.emails).with({
    verify: ({ body }) =>
      transaction(async () => {
        const now = clock.now()
        const userId = await oneTimeTokens.use(body.token, 'verify-email', now)
        if (!userId) throw new InvalidOneTimeToken()
        await accounts.change(userId, { verifiedAt: now })
        await audit({ action: 'user.verified', subject: userId, actor: null })
        await publish(UserVerified, { userId, verifiedAt: now.toISOString() })
      }),

    resend: ({ principal }) =>
      transaction(async () => {
        const account = await accounts.find(principal.id)
        if (!account) throw new Unauthenticated('The account is gone.')
        if (account.verifiedAt) throw new EmailAlreadyVerified()
        await sendMail('verify-email', account.email)
      }),
  })
}

import * as z from 'zod'
import { route } from '../route.js'
import { filled } from '../text.js'
import { Email, Password } from './accounts.js'
import {
  AccountLocked,
  InvalidOneTimeToken,
  SessionRevoked,
  WeakPassword,
  WrongPassword,
} from './problems.js'

export const passwords = {
  change: route.post('/password/change', {
    summary: 'Change your password',
    description: 'Ends all other sessions.',
    access: 'user',
    body: z.object({ currentPassword: Password, newPassword: Password }),
    problems: [WrongPassword, WeakPassword, AccountLocked, SessionRevoked],
    idempotency: 'ignored',
  }),
  forgot: route.post('/password/forgot', {
    summary: 'Ask for a mail to reset a forgotten password',
    description: 'The answer is the same whether or not there is such an account.',
    access: 'public',
    body: z.object({ email: Email }),
    status: 202,
    idempotency: 'ignored',
    rateLimit: { limit: 30, windowSeconds: 900, per: 'address' },
  }),
  reset: route.post('/password/reset', {
    summary: 'Set a new password by the token of a reset mail',
    description: 'Ends all sessions, unlocks the account, and counts as verification of the e-mail address.',
    access: 'public',
    body: z.object({ token: filled(256), newPassword: Password }),
    problems: [InvalidOneTimeToken, WeakPassword],
    idempotency: 'ignored',
    rateLimit: { limit: 60, windowSeconds: 600, per: 'address' },
  }),
}

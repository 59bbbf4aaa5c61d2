import * as z from 'zod'
import { route } from '../route.js'
import { filled } from '../text.js'
import { EmailAlreadyVerified, InvalidOneTimeToken } from './problems.js'

export const emails = {
  verify: route.post('/email/verify', {
    summary: 'Verify an e-mail address by the token mailed to it',
    access: 'public',
    body: z.object({ token: filled(256) }),
    problems: [InvalidOneTimeToken],
    idempotency: 'ignored',
    rateLimit: { limit: 60, windowSeconds: 600, per: 'address' },
  }),
  resend: route.post('/email/resend', {
    summary: 'Ask for the verification mail again',
    access: 'user',
    status: 202,
    problems: [EmailAlreadyVerified],
    idempotency: 'ignored',
    rateLimit: { limit: 5, windowSeconds: 900 },
  }),
}

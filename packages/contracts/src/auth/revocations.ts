import * as z from 'zod'
import { route } from '../route.js'

/** Something a verifier must refuse although its signature and expiry are fine. One of the three ids is set. */
export const Revocation = z
  .object({
    sessionId: z.uuid().nullable(),
    userId: z.uuid().nullable(),
    keyId: z.string().nullable(),
    revokedAt: z.iso.datetime().describe('Tokens issued at or before this moment are void.'),
    notAfter: z.iso
      .datetime()
      .describe('From here on every token concerned has expired, and the entry can be forgotten.'),
  })
  .meta({ id: 'Revocation' })
export type Revocation = z.infer<typeof Revocation>

export const revocations = {
  list: route.get('/revocations', {
    summary: 'List what was revoked since a cursor',
    description:
      'Verifiers ask every second with the cursor of the last answer. None is ever missed, whatever order transactions commit in. ' +
      'Without a cursor, or with one of another database, the answer is all that still matters.',
    access: 'service',
    query: z.object({
      after: z
        .string()
        .regex(/^\d{1,18}$/, 'a cursor of an earlier answer')
        .optional(),
    }),
    returns: z.object({ items: z.array(Revocation), cursor: z.string() }),
  }),
}

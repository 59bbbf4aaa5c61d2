import * as z from 'zod'

/** What `azora login --json` prints: no token. */
export const LoginDocument = z.object({
  email: z.string(),
  roles: z.array(z.string()),
  sessionId: z.string(),
  url: z.string().describe('The gateway signed in at.'),
  expiresAt: z.iso.datetime().describe('When the access token ends; it is renewed by itself.'),
})
export type LoginDocument = z.infer<typeof LoginDocument>

/** What `azora whoami --json` prints. */
export const WhoamiDocument = z.object({
  id: z.string(),
  email: z.string(),
  emailVerified: z.boolean(),
  roles: z.array(z.string()),
  permissions: z.array(z.string()),
  sessionId: z.string(),
  aal: z.int(),
  url: z.string(),
})
export type WhoamiDocument = z.infer<typeof WhoamiDocument>

/** What `azora logout --json` prints. */
export const LogoutDocument = z.object({
  signedOut: z.boolean().describe('False if nobody was signed in.'),
  email: z.string().nullable(),
})
export type LogoutDocument = z.infer<typeof LogoutDocument>

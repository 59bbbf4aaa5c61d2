import * as z from 'zod'
import { route } from '../route.js'
import { filled } from '../text.js'
import { EmailTaken, LastAdmin, ReauthenticationNeeded, WeakPassword } from './problems.js'

/** An address as people type it; compared without regard to case. */
export const Email = z.email().max(254)

/** A password as typed. Its strength is judged by the service (`weak-password`), so that all reasons come at once. */
export const Password = filled(1024)

/** The name of a role: `instructor`. */
export const RoleName = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'a role name, such as instructor')

/** `resource:action`; `*` stands for any resource or any action. */
export const Permission = z.string().regex(/^(\*|[a-z][a-z0-9-]*):(\*|[a-z][a-z0-9-]*)$/, 'resource:action')

/** How strongly somebody has proven who they are: 1 by one factor, 2 by two. */
export const AuthenticationLevel = z.union([z.literal(1), z.literal(2)])

/** Who you are. */
export const Account = z
  .object({
    id: z.uuid(),
    email: Email,
    emailVerified: z.boolean(),
    roles: z.array(RoleName),
    createdAt: z.iso.datetime(),
    version: z.int().min(1),
  })
  .meta({ id: 'Account' })
export type Account = z.infer<typeof Account>

/** Who you are, what you may do, and by which session you came. */
export const Me = Account.extend({
  permissions: z.array(Permission),
  sessionId: z.uuid(),
  aal: AuthenticationLevel,
}).meta({ id: 'Me' })
export type Me = z.infer<typeof Me>

/** What registering asks for. */
export const Registration = z.object({ email: Email, password: Password }).meta({ id: 'Registration' })
export type Registration = z.infer<typeof Registration>

export const accounts = {
  register: route.post('/register', {
    summary: 'Register an account',
    description:
      'The account has the role `learner` and may sign in at once; a mail asks to verify the address. ' +
      'A taken address is refused openly: as one may sign in before the address is verified, a vague answer would hide nothing. ' +
      'No other public operation tells whether an address is known.',
    access: 'public',
    body: Registration,
    returns: Account,
    status: 201,
    problems: [EmailTaken, WeakPassword],
    // A stored request hash would be a fast hash of a password; the unique address makes repeating harmless.
    idempotency: 'ignored',
    rateLimit: { limit: 100, windowSeconds: 600, per: 'address' },
  }),
  me: route.get('/me', {
    summary: 'Show who you are and what you may do',
    intent: { phrases: ['who am I', 'what may I do', 'show my account'] },
    access: 'user',
    returns: Me,
  }),
  delete: route.delete('/me', {
    summary: 'Delete your account and end all its sessions',
    description: 'Needs a sign-in or reauthentication within the last 10 minutes. It cannot be undone.',
    access: 'user',
    problems: [ReauthenticationNeeded, LastAdmin],
  }),
}

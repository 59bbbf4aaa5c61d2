import { defineCommand } from '../command.js'
import type { LogoutDocument } from '../documents/session.js'

/** `azora logout` */
export const logout = defineCommand({
  summary: 'Sign out',
  examples: ['azora logout', 'azora logout --json'],
  document: () => import('../documents/session.js').then(file => file.LogoutDocument),

  async run(_, context): Promise<LogoutDocument> {
    const { signOut } = await import('../session/sign-in.js')
    return signOut(context)
  },
  view: ({ signedOut, email }) => (signedOut ? `Signed out ${email}.` : 'Nobody was signed in.'),
})

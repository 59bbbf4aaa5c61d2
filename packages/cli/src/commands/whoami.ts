import { defineCommand } from '../command.js'
import type { WhoamiDocument } from '../documents/session.js'

/** `azora whoami` */
export const whoami = defineCommand({
  summary: 'Show who is signed in, and what they may do',
  examples: ['azora whoami', 'azora whoami --json'],
  document: () => import('../documents/session.js').then(file => file.WhoamiDocument),

  async run(_, context): Promise<WhoamiDocument> {
    const { whoIs } = await import('../session/sign-in.js')
    return whoIs(context)
  },
  view: ({ email, emailVerified, roles, permissions, url }, look) =>
    look.pairs([
      ['signed in as', `${look.bold(email)}${emailVerified ? '' : look.dim(' (address not verified)')}`],
      ['roles', roles.join(', ')],
      ['may', permissions.join(', ')],
      ['at', url],
    ]),
})

import { readSession } from '../../session/session-file.js'
import { type Check, good, skipped, warning } from '../check.js'

/** The session kept here is one of the platform that runs here. */
export const session: Check = {
  name: 'session',
  about: 'the session kept here is of the platform that runs here',
  why: 'Tokens are sent only to where they were issued; a platform that has moved to another port has no session yet.',
  async run({ root, status }) {
    // A damaged file is for `state-files` to say.
    const kept = await readSession(root).catch(() => null)
    if (!kept) return skipped('nobody is signed in')
    const gateway = status?.services.find(({ kind }) => kind === 'gateway')?.url
    if (!gateway || kept.url === gateway) return good(`${kept.email} at ${kept.url}`)
    return warning(
      `it was opened at ${kept.url}, and the gateway is at ${gateway}`,
      'azora login --as learner',
    )
  },
}

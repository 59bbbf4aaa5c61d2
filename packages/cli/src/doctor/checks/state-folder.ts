import { constants } from 'node:fs'
import { access, lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { statePaths } from '../../platform/state-paths.js'
import { bad, type Check, good, skipped } from '../check.js'
import { asRoot, quoted } from '../remedies.js'

/** `.azora` belongs to whoever runs the platform, and to nobody else. */
export const stateFolder: Check = {
  name: 'state-folder',
  about: '.azora is yours, writable, and closed to others',
  why: 'Started once by another user (sudo), its files are that user’s; opened to others, its secrets are theirs.',
  async run({ root }) {
    const { home } = statePaths(root)
    const found = await lstat(home).catch(() => null)
    if (!found) return skipped('there is no .azora yet')
    const foreign = await foreignIn(home)
    if (foreign) {
      const remedy = asRoot(`chown -R "$(id -un)" ${quoted(home)}`)
      return bad(`${foreign.path} belongs to user ${foreign.uid}, not to you`, remedy)
    }
    if (!(await isWritable(home)))
      return bad(`${home} is not writable for you`, `chmod -R u+rwX ${quoted(home)}`)
    const others = found.mode & 0o077
    return others === 0 ? good('mode 0700') : bad(`others may look into ${home}`, `chmod 700 ${quoted(home)}`)
  },
}

/** The folder, or the first thing in it, that is another user's. */
async function foreignIn(home: string) {
  const names = await readdir(home).catch(() => [])
  const owners = await Promise.all(
    [home, ...names.map(name => join(home, name))].map(async path => ({
      path,
      uid: (await lstat(path).catch(() => null))?.uid,
    })),
  )
  const uid = process.getuid?.()
  return uid === undefined ? undefined : owners.find(owner => owner.uid !== undefined && owner.uid !== uid)
}

function isWritable(folder: string) {
  return access(folder, constants.R_OK | constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  )
}

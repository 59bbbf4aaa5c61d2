import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { statePaths } from '../../platform/state-paths.js'
import { bad, type Check, good, skipped } from '../check.js'

/** `.azora` belongs to whoever runs the platform, and to nobody else. */
export const stateFolder: Check = {
  name: 'state-folder',
  about: '.azora is writable, and closed to others',
  async find({ root }) {
    const { home } = statePaths(root)
    const found = await stat(home).catch(() => null)
    if (!found) return skipped('there is no .azora yet')
    const isWritable = await access(home, constants.W_OK | constants.X_OK).then(
      () => true,
      () => false,
    )
    if (!isWritable)
      return bad(
        `${home} is not writable for you`,
        `sudo chown -R "$(id -un)" "${home}", or a checkout of your own`,
      )
    const others = found.mode & 0o077
    return others === 0 ? good('mode 0700') : bad(`others may look into ${home}`, `chmod 700 "${home}"`)
  },
}

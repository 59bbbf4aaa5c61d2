import { stat } from 'node:fs/promises'
import { statePaths } from '../../platform/state-paths.js'
import { bad, type Check, good, skipped } from '../check.js'

/** Passwords, keys and the session are readable by their owner alone. */
export const secrets: Check = {
  name: 'secrets',
  about: 'files with secrets are readable by you alone',
  async find({ root }) {
    const { secrets: keys, credentials, session, serviceKeys } = statePaths(root)
    const files = [keys, credentials, session, serviceKeys]
    const found = await Promise.all(
      files.map(async file => ({ file, stat: await stat(file).catch(() => null) })),
    )
    const present = found.filter(({ stat: one }) => one !== null)
    if (present.length === 0) return skipped('no secret has been made yet')
    const open = present.filter(({ stat: one }) => one && (one.mode & 0o077) !== 0).map(({ file }) => file)
    return open.length === 0
      ? good(`${present.length} files, mode 0600`)
      : bad(`others may read ${open.join(', ')}`, `chmod 600 ${open.map(file => `"${file}"`).join(' ')}`)
  },
}

import { stat } from 'node:fs/promises'
import { statePaths } from '../../platform/state-paths.js'
import { bad, type Check, type Finding, good, skipped } from '../check.js'
import { missingSecret, weakSecret } from '../kept-secrets.js'
import { quoted } from '../remedies.js'

/** Passwords, keys and the session are there, cannot be guessed, and are readable by their owner alone. */
export const secrets: Check = {
  name: 'secrets',
  about: 'secrets are there, random, and readable by you alone',
  why: 'They are made at the first start. Copied or edited by hand they get another mode, or a value somebody can guess.',
  async run({ root }) {
    const { secrets: keys, credentials, session, serviceKeys } = statePaths(root)
    const files = [keys, credentials, session, serviceKeys]
    const found = await Promise.all(
      files.map(async file => ({ file, stat: await stat(file).catch(() => null) })),
    )
    const present = found.filter(({ stat: one }) => one !== null)
    const open = present.filter(({ stat: one }) => one && (one.mode & 0o077) !== 0).map(({ file }) => file)
    if (open.length > 0)
      return bad(`others may read ${open.join(', ')}`, `chmod 600 ${open.map(quoted).join(' ')}`)
    return (await missingSecret(root)) ?? (await weakSecret(root)) ?? counted(present.length)
  },
}

function counted(files: number): Finding {
  return files === 0 ? skipped('no secret has been made yet') : good(`${files} files, mode 0600`)
}

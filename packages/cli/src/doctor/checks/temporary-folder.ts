import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { bad, type Check, good } from '../check.js'
import { quoted } from '../remedies.js'

/** Sockets and drafts lie in the system's temporary folder. */
export const temporaryFolder: Check = {
  name: 'temporary-folder',
  about: 'the temporary folder can be written to',
  why: 'The command line reaches the platform by a socket in a folder there. TMPDIR may name one that is gone.',
  async run() {
    const folder = tmpdir()
    const found = await stat(folder).catch(() => null)
    if (!found?.isDirectory()) return bad(`${folder} is no folder`, `mkdir -p ${quoted(folder)}`)
    const isWritable = await access(folder, constants.W_OK | constants.X_OK).then(
      () => true,
      () => false,
    )
    return isWritable
      ? good(folder)
      : bad(`${folder} is not writable for you`, 'Set TMPDIR to a folder of yours')
  },
}

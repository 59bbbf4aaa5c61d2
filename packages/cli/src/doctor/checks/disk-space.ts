import { statfs } from 'node:fs/promises'
import { bad, type Check, good, warning } from '../check.js'

const MIB = 1024 * 1024
const NEEDED = 200 * MIB
const COMFORTABLE = 1024 * MIB

/** There is room for data and logs. */
export const diskSpace: Check = {
  name: 'disk-space',
  about: 'there is room for data and logs',
  async find({ root }) {
    const { bavail, bsize } = await statfs(root)
    return diskFinding(bavail * bsize)
  },
}

/** What free bytes are worth. */
export function diskFinding(bytes: number) {
  const left = `${Math.round(bytes / MIB)} MiB left`
  if (bytes < NEEDED) return bad(left, 'Free some space: databases refuse to write on a full disk.')
  return bytes < COMFORTABLE ? warning(left, 'Free some space before it runs out.') : good(left)
}

import { readFile } from 'node:fs/promises'
import { statePaths } from '../../platform/state-paths.js'
import { type Check, good, warning } from '../check.js'

/** Nothing is left of a host that died. */
export const leftovers: Check = {
  name: 'leftovers',
  about: 'nothing is left of a host that died',
  async find({ root, status }) {
    if (status) return good(`the host is process ${status.host.pid}`)
    const { host, processes } = statePaths(root)
    const texts = await Promise.all([host, processes].map(file => readFile(file, 'utf8').catch(() => null)))
    const pids = texts.flatMap(text =>
      [...(text ?? '').matchAll(/"pid":\s*(\d+)/g)].map(match => Number(match[1])),
    )
    const living = pids.filter(isLiving)
    if (living.length > 0)
      return warning(`processes ${living.join(', ')} may be of a host that died`, 'azora up, which ends them')
    return texts[0] === null
      ? good('none')
      : warning('the state of a host that died', 'azora up, which clears it')
  },
}

function isLiving(pid: number) {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

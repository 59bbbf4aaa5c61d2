import { leftoversIn } from '@azora/supervisor'
import { bad, type Check, good, warning } from '../check.js'

/** Nothing is left of a host that died. */
export const leftovers: Check = {
  name: 'leftovers',
  about: 'nothing is left of a host that died',
  why: 'A host killed together with its guard leaves servers running; one killed alone only leaves what it wrote of itself.',
  async run({ root, status }) {
    if (status) return good(`the host is process ${status.host.pid}`)
    const { files, processes } = await leftoversIn(root)
    if (processes.length > 0) {
      const names = processes.map(({ name, pid }) => `${name} (process ${pid})`)
      return bad(`${names.join(', ')} still runs, and the host that started it is dead`, 'azora down')
    }
    return files.length === 0
      ? good('none')
      : warning(`${files.join(', ')} names a host that is dead`, 'azora down')
  },
}

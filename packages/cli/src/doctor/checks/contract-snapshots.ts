import { checkContracts } from '../../contract/check.js'
import { bad, type Check, good } from '../check.js'

/** The contracts keep what was promised, and what is promised is written down. */
export const contractSnapshots: Check = {
  name: 'contract-snapshots',
  about: 'the contracts keep what was promised',
  async find({ root }) {
    const { changes, unaccepted } = await checkContracts(root, undefined)
    const broken = changes.filter(change => change.breaking)
    if (broken.length > 0) return bad(`${broken.length} broken promises`, 'azora contract check')
    return unaccepted.length === 0
      ? good('every promise is kept')
      : bad(`snapshots lag behind: ${unaccepted.join(', ')}`, 'npm run snapshots -w @azora/contracts')
  },
}

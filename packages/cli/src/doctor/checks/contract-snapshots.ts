import { checkContracts } from '../../contract/check.js'
import { bad, type Check, good } from '../check.js'

/** The contracts keep what was promised, and what is promised is written down. */
export const contractSnapshots: Check = {
  name: 'contract-snapshots',
  about: 'the contracts keep what was promised',
  why: 'Clients rely on the accepted snapshot. A contract that says more is accepted by writing it anew; one that says less breaks them.',
  async run({ root }) {
    const { changes, unaccepted } = await checkContracts(root, undefined)
    const broken = changes.filter(change => change.breaking)
    if (broken.length > 0)
      return bad(
        `${broken.length} broken promises in ${[...new Set(broken.map(({ service }) => service))].join(', ')}`,
        'Keep the old form beside the new (azora contract check names it) or, if nobody relies on it: npm run snapshots -w @azora/contracts -- --accept-breaking',
      )
    return unaccepted.length === 0
      ? good('every promise is kept')
      : bad(`snapshots lag behind: ${unaccepted.join(', ')}`, 'npm run snapshots -w @azora/contracts')
  },
}

import { UserError } from '../../exit.js'
import { graphOf } from '../../graph/graph.js'
import { bad, type Check, good } from '../check.js'

/** Every azora.json is valid, and services do not need each other in a circle. */
export const manifests: Check = {
  name: 'manifests',
  about: 'every azora.json is valid, and the services can be ordered',
  why: 'Nothing is started from manifests that contradict each other: an unknown need, a circle, a port named twice.',
  async run({ root }) {
    try {
      const { services, waves } = await graphOf(root)
      return good(`${services.length} services in ${waves.length} waves`)
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      return bad(
        [error.message, ...error.faults].join('; '),
        'Correct the azora.json of the service named; azora graph says whether it is right.',
      )
    }
  },
}

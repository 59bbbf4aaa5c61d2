import { UserError } from '../../exit.js'
import { graphOf } from '../../graph/graph.js'
import { bad, type Check, good } from '../check.js'

/** Every azora.json is valid, and services do not need each other in a circle. */
export const manifests: Check = {
  name: 'manifests',
  about: 'every azora.json is valid, and the services can be ordered',
  async find({ root }) {
    try {
      const { services, waves } = await graphOf(root)
      return good(`${services.length} services in ${waves.length} waves`)
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      return bad(
        [error.message, ...error.faults].join('; '),
        'Correct the file named; azora graph shows the order.',
      )
    }
  },
}

import { databasesOf } from '../../db/databases.js'
import { withConnection } from '../../db/query.js'
import { bad, type Check, good, skipped } from '../check.js'

/** Every service's database answers, to that service's own role. */
export const databases: Check = {
  name: 'databases',
  about: 'every database answers to its service',
  async find({ context, status }) {
    if (!status) return skipped('nothing runs')
    const all = await databasesOf(context, [])
    const failed = await Promise.all(
      all.map(({ url, service }) =>
        withConnection(url, client => client.query('SELECT 1')).then(
          () => null,
          (error: Error) => `${service}: ${error.message}`,
        ),
      ),
    )
    const faults = failed.filter(fault => fault !== null)
    return faults.length === 0
      ? good(`${all.length} databases answer`)
      : bad(faults.join('; '), 'azora logs postgres')
  },
}

import { databasesOf } from '../../db/databases.js'
import { withConnection } from '../../db/query.js'
import { bad, type Check, good, skipped } from '../check.js'

const TIMEOUT_MS = 1_500

/** Every service's database answers, to that service's own role. */
export const databases: Check = {
  name: 'databases',
  about: 'every database answers to its service',
  why: 'A service without its database is not ready. Its role may have been changed, or its database dropped, by hand.',
  async run({ context, status }) {
    if (!status) return skipped('nothing runs')
    const started = new Set(
      status.services.filter(({ state }) => state !== 'stopped').map(({ name }) => name),
    )
    const all = (await databasesOf(context, [])).filter(({ service }) => started.has(service))
    const failed = await Promise.all(
      all.map(({ url, service }) =>
        withConnection(url, client => client.query('SELECT 1'), TIMEOUT_MS).then(
          () => null,
          (error: Error) => ({ service, message: error.message }),
        ),
      ),
    )
    const faults = failed.filter(fault => fault !== null)
    if (faults.length === 0) return good(`${all.length} databases answer`)
    // Starting a service makes its role and database anew if they are missing.
    return bad(
      faults.map(({ service, message }) => `${service}: ${message}`).join('; '),
      'azora down && azora up --detach --wait',
    )
  },
}

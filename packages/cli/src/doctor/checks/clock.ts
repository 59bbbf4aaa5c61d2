import { databasesOf } from '../../db/databases.js'
import { withConnection } from '../../db/query.js'
import { bad, type Check, good, skipped } from '../check.js'

const ALLOWED_MS = 5_000

/** This machine and the database agree on the time: tokens and leases rely on it. */
export const clock: Check = {
  name: 'clock',
  about: 'this machine and the database agree on the time',
  async find({ context, status }) {
    if (!status) return skipped('nothing runs')
    const [first] = await databasesOf(context, [])
    if (!first) return skipped('no service has a database')
    return withConnection(first.url, async client => {
      const before = Date.now()
      const { rows } = await client.query<{ now: Date }>('SELECT clock_timestamp() AS now')
      const skewMs = Math.abs((rows[0]?.now.getTime() ?? 0) - (before + Date.now()) / 2)
      return skewMs <= ALLOWED_MS
        ? good(`${Math.round(skewMs)} ms apart`)
        : bad(`${Math.round(skewMs / 1000)} s apart`, 'Set the clock: sudo timedatectl set-ntp true')
    })
  },
}

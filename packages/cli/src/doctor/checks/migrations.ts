import { databasesOf } from '../../db/databases.js'
import { migrationsOf } from '../../db/migrations.js'
import { bad, type Check, good, skipped } from '../check.js'

/** No database lacks a migration that lies in its service's folder. */
export const migrations: Check = {
  name: 'migrations',
  about: 'no database lacks a migration',
  async find({ context, status }) {
    if (!status) return skipped('nothing runs')
    const found = await Promise.all((await databasesOf(context, [])).map(migrationsOf))
    const behind = found.filter(({ pending }) => pending.length > 0)
    return behind.length === 0
      ? good(`${found.flatMap(({ applied }) => applied).length} migrations applied`)
      : bad(
          behind.map(({ service, pending }) => `${service} lacks ${pending.join(', ')}`).join('; '),
          'azora db migrate',
        )
  },
}

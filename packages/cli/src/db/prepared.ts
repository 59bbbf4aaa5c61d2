import pg from 'pg'
import type { Context } from '../context.js'
import type { ServiceDatabase } from './databases.js'
import { withConnection } from './query.js'

/**
 * Has the host migrate and seed databases anew: it does so for every start of a service whose database is not noted as
 * done, and the note is the database's comment.
 */
export async function prepareAgain(context: Context, databases: readonly ServiceDatabase[]): Promise<void> {
  for (const { url, name } of databases) {
    await withConnection(url, client =>
      client.query(`COMMENT ON DATABASE ${pg.escapeIdentifier(name)} IS NULL`),
    )
  }
  const services = databases.map(({ service }) => service)
  await (await context.platform()).use(async host => {
    const { services: now } = await host.restart(services)
    const { failureOf } = await import('./failure-of.js')
    failureOf(now, services)
  })
}

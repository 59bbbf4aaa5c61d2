import pg from 'pg'
import type { Context } from '../context.js'
import type { ServiceDatabase } from './databases.js'
import { prepareAgain } from './prepared.js'
import { withConnection } from './query.js'

/** Stops a service, drops every schema of its database, and has it migrated, seeded and started. */
export async function emptied(context: Context, database: ServiceDatabase): Promise<void> {
  const platform = await context.platform()
  await platform.use(host => host.stop([database.service]))
  await withConnection(database.url, dropSchemas)
  await prepareAgain(context, [database])
}

async function dropSchemas(client: pg.Client) {
  const { rows } = await client.query<{ name: string }>(
    `SELECT nspname AS name FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'`,
  )
  const names = rows.map(({ name }) => pg.escapeIdentifier(name))
  await client.query('BEGIN')
  if (names.length > 0) await client.query(`DROP SCHEMA ${names.join(', ')} CASCADE`)
  await client.query('CREATE SCHEMA public')
  await client.query('COMMIT')
}

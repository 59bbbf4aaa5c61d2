import pg from 'pg'
import { BUS_MIGRATIONS } from './bus-migrations.js'
import { databaseUrl, provisionDatabase, withAdmin } from './databases.js'

/** The database that carries events between services. */
export const BUS = 'azora_bus'

// Two supervisors of one given server, say, take turns.
const LOCK = 72_707_371

/** The log of events: a database of its own, which services enter by two functions alone, `append` and `read`. */
export interface BusRequest {
  /** Of the database and of the role that owns it; {@link BUS} but in tests. */
  readonly name: string
  readonly password: string
}

/** Makes the bus if it is missing and brings its schema up to date. Safe to repeat. */
export async function provisionBus(adminUrl: string, bus: BusRequest): Promise<void> {
  await withAdmin(adminUrl, async admin => {
    await admin.query('SELECT pg_advisory_lock($1)', [LOCK])
    await provisionDatabase(admin, bus)
    await provisionClients(admin, bus.name)
    await withAdmin(databaseUrl(adminUrl, bus), owner => migrateBus(owner, clientsOf(bus.name)))
  })
}

/** Lets a role, and so the service it belongs to, publish and read events. */
export async function admitToBus(admin: pg.Client, bus: string, role: string): Promise<void> {
  await admin.query(`GRANT ${pg.escapeIdentifier(clientsOf(bus))} TO ${pg.escapeIdentifier(role)}`)
}

/** Those who may enter are members of this role. */
const clientsOf = (bus: string) => `${bus}_clients`

/** Removes the role of a bus's clients; after the database is gone. */
export async function dropBusClients(admin: pg.Client, bus: string): Promise<void> {
  await admin.query(`DROP ROLE IF EXISTS ${pg.escapeIdentifier(clientsOf(bus))}`)
}

async function provisionClients(admin: pg.Client, bus: string) {
  const clients = pg.escapeIdentifier(clientsOf(bus))
  const { rowCount } = await admin.query('SELECT FROM pg_roles WHERE rolname = $1', [clientsOf(bus)])
  if (rowCount === 0) await admin.query(`CREATE ROLE ${clients} NOLOGIN`)
  await admin.query(`GRANT CONNECT ON DATABASE ${pg.escapeIdentifier(bus)} TO ${clients}`)
}

/** As its owner, who is no superuser: what the log's functions may do is what this role may. */
async function migrateBus(owner: pg.Client, clients: string) {
  await owner.query(
    'CREATE SCHEMA IF NOT EXISTS bus; CREATE TABLE IF NOT EXISTS bus.migrations (name text PRIMARY KEY)',
  )
  const { rows } = await owner.query<{ name: string }>('SELECT name FROM bus.migrations')
  const applied = new Set(rows.map(({ name }) => name))
  for (const { name, sql } of BUS_MIGRATIONS.filter(({ name }) => !applied.has(name))) {
    await owner.query(`BEGIN; ${sql}; INSERT INTO bus.migrations VALUES (${pg.escapeLiteral(name)}); COMMIT`)
  }
  const role = pg.escapeIdentifier(clients)
  await owner.query(
    `GRANT USAGE ON SCHEMA bus TO ${role}; GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA bus TO ${role}`,
  )
}

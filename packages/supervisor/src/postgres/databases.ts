import pg from 'pg'

/** A database of its own for one service, and the only role that may enter it. */
export interface DatabaseRequest {
  /** Also the name of the role. Lower case letters, digits and underscores. */
  readonly name: string
  readonly password: string
}

/** Address for a role, of its own database or another one, on the same server as another address. */
export function databaseUrl(
  adminUrl: string,
  { name, password, database = name }: DatabaseRequest & { database?: string },
): string {
  const url = new URL(adminUrl)
  url.username = name
  url.password = password
  url.pathname = `/${database}`
  return url.href
}

/** Makes role and database if they are missing, sets the role's password and shuts everyone else out. Safe to repeat. */
export async function provisionDatabase(admin: pg.Client, request: DatabaseRequest): Promise<void> {
  const { name } = request
  const { rows } = await admin.query<{ role: boolean; database: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1) AS role,
            EXISTS (SELECT FROM pg_database WHERE datname = $1) AS database`,
    [name],
  )
  await provisionRole(admin, request, rows[0]?.role ?? false)
  if (!rows[0]?.database) await createDatabase(admin, name)
}

/** Removes a database if it is there, and ends its sessions. The role stays. */
export async function dropDatabase(admin: pg.Client, name: string): Promise<void> {
  await admin.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`)
}

/** Notes something about a database, in the catalog: it goes when the database goes. */
export async function labelDatabase(admin: pg.Client, name: string, label: string): Promise<void> {
  await admin.query(`COMMENT ON DATABASE ${pg.escapeIdentifier(name)} IS ${pg.escapeLiteral(label)}`)
}

export async function labelOfDatabase(admin: pg.Client, name: string): Promise<string | null> {
  const { rows } = await admin.query<{ label: string | null }>(
    `SELECT shobj_description(oid, 'pg_database') AS label FROM pg_database WHERE datname = $1`,
    [name],
  )
  return rows[0]?.label ?? null
}

/** On a server that is ours alone: nobody but the superuser has business in its own databases. */
export async function closeSystemDatabases(adminUrl: string): Promise<void> {
  await withAdmin(adminUrl, admin =>
    admin.query(
      'REVOKE CONNECT ON DATABASE postgres FROM PUBLIC; REVOKE CONNECT ON DATABASE template1 FROM PUBLIC',
    ),
  )
}

/** One connection as administrator, closed afterwards. */
export async function withAdmin<T>(adminUrl: string, work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: adminUrl, application_name: 'azora supervisor' })
  // A server that goes away fails the query in hand; the connection's own event has nothing to add.
  admin.on('error', () => {})
  await admin.connect()
  try {
    return await work(admin)
  } finally {
    await admin.end()
  }
}

async function provisionRole(admin: pg.Client, { name, password }: DatabaseRequest, exists: boolean) {
  const role = pg.escapeIdentifier(name)
  const verb = exists ? 'ALTER' : 'CREATE'
  const rights = exists ? '' : 'NOSUPERUSER NOCREATEDB NOCREATEROLE'
  await admin.query(`${verb} ROLE ${role} LOGIN ${rights} PASSWORD ${pg.escapeLiteral(password)}`)
  // On a given server we may be no superuser: then only a member may hand a database to a role.
  if (!exists) await admin.query(`GRANT ${role} TO CURRENT_USER`)
}

async function createDatabase(admin: pg.Client, name: string) {
  const database = pg.escapeIdentifier(name)
  await admin.query(`CREATE DATABASE ${database} OWNER ${database}`)
  await admin.query(`REVOKE ALL ON DATABASE ${database} FROM PUBLIC`)
}

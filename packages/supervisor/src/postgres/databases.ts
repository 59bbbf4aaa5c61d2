import pg from 'pg'

/** A database of its own for one service, and the only role that may enter it. */
export interface DatabaseRequest {
  /** Also the name of the role. Lower case letters, digits and underscores. */
  readonly name: string
  readonly password: string
}

/** Address of a database on the same server as another address. */
export function databaseUrl(adminUrl: string, { name, password }: DatabaseRequest): string {
  const url = new URL(adminUrl)
  url.username = name
  url.password = password
  url.pathname = `/${name}`
  return url.href
}

/** Makes what is missing, sets the roles' passwords and shuts everyone else out. Safe to repeat. */
export async function provisionDatabases(
  adminUrl: string,
  requests: readonly DatabaseRequest[],
): Promise<void> {
  if (requests.length === 0) return
  await withAdmin(adminUrl, async admin => {
    const names = requests.map(({ name }) => name)
    const roles = await existing(admin, 'SELECT rolname AS name FROM pg_roles WHERE rolname = ANY($1)', names)
    const databases = await existing(
      admin,
      'SELECT datname AS name FROM pg_database WHERE datname = ANY($1)',
      names,
    )
    for (const request of requests) {
      await provisionRole(admin, request, roles.has(request.name))
      if (!databases.has(request.name)) await createDatabase(admin, request.name)
    }
  })
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

async function existing(admin: pg.Client, query: string, names: readonly string[]): Promise<Set<string>> {
  const { rows } = await admin.query<{ name: string }>(query, [names])
  return new Set(rows.map(row => row.name))
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

import pg from 'pg'
import { manifestsOf } from '../../graph/graph.js'
import { bad, type Check, type Finding, good, type Patient, skipped } from '../check.js'
import { isServerGiven } from '../embedded.js'

const TIMEOUT_MS = 1_500
/** The oldest whose SQL the platform speaks. */
const FLOOR = 15
const REMEDY = 'Correct DATABASE_URL; without it (unset DATABASE_URL) the platform runs a server of its own'

/** The server of DATABASE_URL answers, may be used, and holds nobody else’s databases under our names. */
export const databaseServer: Check = {
  name: 'database-server',
  about: 'the server of DATABASE_URL can be used',
  why: 'It has to answer, know the role, be new enough, and let the role make a database and a role for each service.',
  async run(patient) {
    const failed = patient.status?.infrastructure.find(
      ({ name, state }) => name === 'postgres' && state === 'failed',
    )
    if (failed) return bad(failed.lastError ?? 'PostgreSQL has failed', 'azora logs postgres')
    if (!isServerGiven(patient)) return skipped('the platform runs its own')
    const url = await addressOf(patient)
    if (!url) return skipped('the platform has not said where it is')
    if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url))
      return bad(
        'DATABASE_URL is no address of PostgreSQL (postgresql://USER:PASSWORD@HOST:PORT/DATABASE)',
        REMEDY,
      )
    const names = (await manifestsOf(patient.root).catch(() => [])).flatMap(
      ({ manifest }) => manifest.resources.database ?? [],
    )
    return judged(url, names)
  },
}

async function addressOf({ context, status }: Patient): Promise<string | undefined> {
  if (!status) return context.env['DATABASE_URL']
  const databases = await (await context.platform()).use(host => host.databases())
  return databases[0]?.adminUrl
}

async function judged(url: string, names: readonly string[]): Promise<Finding> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'azora doctor',
    connectionTimeoutMillis: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS,
  })
  // A server that goes away fails the query in hand; the connection's own event has nothing to add.
  client.on('error', () => {})
  const { host } = new URL(url)
  try {
    await client.connect()
    return await examined(client, host, names)
  } catch (error) {
    return refused(error, host)
  } finally {
    // A server that does not answer does not say good-bye either.
    client.end().catch(() => {})
  }
}

interface Facts {
  readonly version: number
  readonly role: string
  readonly mayCreate: boolean
  /** Databases of our names that are not their own role’s. */
  readonly foreign: readonly string[]
}

const FACTS = `
  SELECT current_setting('server_version_num')::int / 10000 AS version,
         current_user AS role,
         rolsuper OR (rolcreatedb AND rolcreaterole) AS "mayCreate",
         ARRAY(SELECT datname || ' (of ' || pg_get_userbyid(datdba) || ')' FROM pg_database
               WHERE datname = ANY($1) AND pg_get_userbyid(datdba) <> datname) AS foreign
  FROM pg_roles WHERE rolname = current_user`

async function examined(client: pg.Client, host: string, names: readonly string[]): Promise<Finding> {
  const { rows } = await client.query<Facts>(FACTS, [names])
  const [facts] = rows
  if (!facts) return bad(`${host} does not know who asks`, REMEDY)
  const { version, role, mayCreate, foreign } = facts
  if (version < FLOOR)
    return bad(`${host} is PostgreSQL ${version}, and ${FLOOR} is the oldest that will do`, REMEDY)
  if (!mayCreate) return bad(`${role} may not make databases and roles at ${host}`, REMEDY)
  if (foreign.length > 0) return bad(`${host} holds ${foreign.join(', ')}, which is not ours`, REMEDY)
  return good(`PostgreSQL ${version} at ${host}`)
}

/** What refusals of PostgreSQL say: its documentation, appendix A. */
const REFUSALS: Readonly<Record<string, string>> = {
  '28P01': 'refuses the password',
  '28000': 'does not let this role in',
  '3D000': 'has no such database',
  '53300': 'has no connection left',
  '57P03': 'is starting up or shutting down',
}

function refused(error: unknown, host: string): Finding {
  const { code = '', message = String(error) }: { code?: string; message?: string } =
    error instanceof Error ? error : {}
  const known = REFUSALS[code]
  return bad(known ? `${host} ${known}: ${message}` : `${host} cannot be reached: ${message || code}`, REMEDY)
}

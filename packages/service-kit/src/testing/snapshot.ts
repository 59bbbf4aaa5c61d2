import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'

interface Table {
  oid: number
  name: string
  /** Columns that can be written, quoted and comma-separated. */
  columns: string
}

// Every table of the service and the kit, in the order they were made: what refers comes after what it refers to.
const TABLES = `
  SELECT c.oid::int AS oid, format('%I.%I', n.nspname, c.relname) AS name,
         string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) AS columns
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
  WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'azora_test')
    AND format('%I.%I', n.nspname, c.relname) NOT IN ('public._prisma_migrations', 'azora.migrations')
  GROUP BY c.oid, n.nspname, c.relname
  ORDER BY c.oid`

const OTHERS = `
  FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`
const PATIENCE_MS = 1_000
const PAUSE_MS = 5

/** Waits until the sessions of a stopped service have ended; those that do not end by themselves are ended. */
export async function othersGone(client: pg.Client): Promise<void> {
  const endsAt = Date.now() + PATIENCE_MS
  while (Date.now() < endsAt) {
    const { rows } = await client.query<{ others: number }>(`SELECT count(*)::int AS others ${OTHERS}`)
    if (rows[0]?.others === 0) return
    await wait(PAUSE_MS)
  }
  await client.query(`SELECT pg_terminate_backend(pid) ${OTHERS}`)
}

/** How a database is brought back to what its migrations left. */
export interface Snapshot {
  /** Which tables hold rows now that held none. */
  used: string
  /** Tables in which migrations have written: emptied in any case. */
  filled: readonly string[]
  /** Writes again what migrations have written, and sets sequences back. */
  refill: string
}

/** Remembers what migrations have written. */
export async function snapshotOf(client: pg.Client): Promise<Snapshot> {
  const { rows: tables } = await client.query<Table>(TABLES)
  const names = await filledOf(client, tables)
  const filled = tables.filter(({ name }) => names.has(name))
  const others = tables.filter(({ name }) => !names.has(name))
  await client.query(['CREATE SCHEMA azora_test', ...filled.map(copy), COPY_SEQUENCES].join(';'))
  return {
    used: filledAmong(others),
    filled: [...names],
    refill: [...filled.map(refill), REFILL_SEQUENCES].join(';'),
  }
}

/** Only what holds rows is emptied: an empty table costs as much to truncate as a full one, and there are dozens. */
export async function restore(client: pg.Client, { used, filled, refill }: Snapshot): Promise<void> {
  const { rows } = await client.query<Pick<Table, 'name'>>(used)
  const names = [...filled, ...rows.map(({ name }) => name)]
  const truncate = names.length > 0 ? [`TRUNCATE ${names.join(', ')} CASCADE`] : []
  await client.query([...truncate, refill].join(';'))
}

async function filledOf(client: pg.Client, tables: readonly Table[]): Promise<Set<string>> {
  const { rows } = await client.query<Pick<Table, 'name'>>(filledAmong(tables))
  return new Set(rows.map(({ name }) => name))
}

const filledAmong = (tables: readonly Table[]) =>
  [
    `SELECT '' AS name WHERE false`,
    ...tables.map(({ name }) => `SELECT ${pg.escapeLiteral(name)} WHERE EXISTS (SELECT FROM ${name})`),
  ].join(' UNION ALL ')

const copy = ({ oid, name, columns }: Table) =>
  `CREATE TABLE azora_test.t${oid} AS SELECT ${columns} FROM ${name}`

const refill = ({ oid, name, columns }: Table) =>
  `INSERT INTO ${name} (${columns}) OVERRIDING SYSTEM VALUE SELECT ${columns} FROM azora_test.t${oid}`

const COPY_SEQUENCES = `
  CREATE TABLE azora_test.sequences AS
  SELECT seqrelid, coalesce(pg_sequence_last_value(seqrelid), seqstart) AS value,
         pg_sequence_last_value(seqrelid) AS last
  FROM pg_sequence`

const REFILL_SEQUENCES = `
  SELECT setval(seqrelid, value, last IS NOT NULL) FROM azora_test.sequences
  WHERE pg_sequence_last_value(seqrelid) IS DISTINCT FROM last`

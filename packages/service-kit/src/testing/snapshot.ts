import { setTimeout as wait } from 'node:timers/promises'
import type pg from 'pg'

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

/** Remembers what migrations have written, and gives the statements that bring a database back to it. */
export async function snapshotOf(client: pg.Client): Promise<string> {
  const { rows: tables } = await client.query<Table>(TABLES)
  if (tables.length === 0) return ''
  const filled: Table[] = []
  for (const table of tables) {
    const { rows } = await client.query<{ filled: boolean }>(
      `SELECT EXISTS (SELECT FROM ${table.name}) AS filled`,
    )
    if (rows[0]?.filled) filled.push(table)
  }
  await client.query(['CREATE SCHEMA azora_test', ...filled.map(copy)].join(';'))
  const truncate = `TRUNCATE ${tables.map(({ name }) => name).join(', ')} RESTART IDENTITY CASCADE`
  return [truncate, ...filled.map(refill)].join(';')
}

const copy = ({ oid, name, columns }: Table) =>
  `CREATE TABLE azora_test.t${oid} AS SELECT ${columns} FROM ${name}`

const refill = ({ oid, name, columns }: Table) =>
  `INSERT INTO ${name} (${columns}) OVERRIDING SYSTEM VALUE SELECT ${columns} FROM azora_test.t${oid}`

import { spawn, spawnSync } from 'node:child_process'
import { createInterface } from 'node:readline/promises'
import type pg from 'pg'
import type { ShellDocument } from '../documents/db.js'
import { environment } from '../environment.js'
import { UserError } from '../exit.js'
import type { Output } from '../output.js'
import type { ServiceDatabase } from './databases.js'
import { withConnection } from './query.js'
import { resultText } from './result-text.js'

type Result = ShellDocument['results'][number]

/** Runs SQL, one statement or several, in one go. */
export function runSql(url: string, sql: string): Promise<Result[]> {
  return withConnection(url, client => queried(client, sql))
}

async function queried(client: pg.Client, sql: string): Promise<Result[]> {
  const answer: pg.QueryResult | pg.QueryResult[] = await client.query(sql).catch((cause: Error) => {
    throw new UserError('usage', cause.message, {
      why: 'PostgreSQL refused the statement.',
      remedy: 'Correct it.',
      cause,
    })
  })
  return [answer].flat().map(({ command, rowCount, fields, rows }) => ({
    command,
    rowCount,
    columns: fields.map(field => field.name),
    rows,
  }))
}

/** A conversation with a database until its end. */
export async function talk(
  database: ServiceDatabase,
  { builtin, out }: { builtin: boolean; out: Output },
): Promise<ShellDocument> {
  if (!builtin && hasPsql()) await psql(database.url)
  else await withConnection(database.url, client => conversation(client, database.name, out))
  return { results: [] }
}

function hasPsql() {
  return spawnSync('psql', ['--version'], { stdio: 'ignore' }).status === 0
}

// The password goes by the environment: arguments are there for all to read.
function psql(url: string): Promise<void> {
  const { password, ...parts } = { password: decodeURIComponent(new URL(url).password), url: new URL(url) }
  parts.url.password = ''
  const child = spawn('psql', [parts.url.href], {
    stdio: 'inherit',
    env: { ...environment, PGPASSWORD: password },
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', () => resolve())
  })
}

const TABLES = `SELECT schemaname AS schema, tablename AS name FROM pg_tables
  WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2`

const COLUMNS = `SELECT column_name AS column, data_type AS type, is_nullable AS nullable, column_default AS default
  FROM information_schema.columns WHERE table_name = '`

async function conversation(client: pg.Client, name: string, out: Output) {
  const lines = createInterface({ input: process.stdin, output: process.stdout, prompt: `${name}=> ` })
  out.say('Statements end with ;   \\d lists tables   \\d NAME shows one   \\q ends')
  let statement = ''
  lines.prompt()
  for await (const line of lines) {
    if (line.trim() === '\\q') break
    statement = `${statement}${line}\n`
    const sql = complete(statement)
    if (sql !== null) {
      statement = ''
      await answer(client, sql, out)
    }
    lines.setPrompt(statement === '' ? `${name}=> ` : `${' '.repeat(name.length)}-> `)
    lines.prompt()
  }
  lines.close()
}

/** What to run once a statement is whole; null while it is not. */
export function complete(text: string): string | null {
  const trimmed = text.trim()
  const [, table] = /^\\d(?:\s+(\w+))?$/.exec(trimmed) ?? []
  if (table !== undefined) return `${COLUMNS}${table}' ORDER BY ordinal_position`
  if (trimmed === '\\d') return TABLES
  return trimmed === '' || trimmed.endsWith(';') ? trimmed : null
}

async function answer(client: pg.Client, sql: string, out: Output) {
  if (sql === '') return
  try {
    for (const result of await queried(client, sql)) out.print(resultText(result, out.look))
  } catch (error) {
    out.say(out.look.bad(error instanceof Error ? error.message : String(error)))
  }
}

/** A migration as it is to be written, and what to mind in it. */
export interface Reviewed {
  readonly sql: string
  readonly warnings: string[]
}

/** What only migrations say here: indexes, constraints and triggers need not stand in the schema, so they stay. */
const KEPT = /^-- (DropIndex|DropForeignKey)/

/** What in a statement can lose data, or hold up everybody else. */
const MIND: readonly (readonly [pattern: RegExp, warning: string])[] = [
  [/^DROP TABLE (\S+)/im, 'a table is dropped with all its rows'],
  [/DROP COLUMN (\S+)/i, 'a column is dropped with its data; a renamed one looks like this too'],
  [/ALTER COLUMN \S+ SET NOT NULL/i, 'a column becomes required: rows without a value refuse it'],
  [
    /ADD COLUMN\s+\S+ [^,;]*NOT NULL(?![^,;]*DEFAULT)/i,
    'a required column without a default: rows that exist refuse it',
  ],
  [
    /ALTER COLUMN \S+ SET DATA TYPE/i,
    'a type changes: the table is rewritten under a lock, and values may not fit',
  ],
  [/CREATE (UNIQUE )?INDEX (?!CONCURRENTLY)/i, 'an index is built while writers wait: mind large tables'],
]

/** Takes out what would undo SQL that the schema cannot say, and names what to mind in the rest. Pure. */
export function reviewed(script: string): Reviewed {
  const sections = script.split(/^(?=-- \w+$)/m).filter(section => section.trim() !== '')
  const kept = sections.filter(section => KEPT.test(section))
  const sql = sections.filter(section => !KEPT.test(section)).join('')
  const minded = MIND.filter(([pattern]) => pattern.test(sql)).map(([, warning]) => warning)
  return { sql, warnings: [...minded, ...kept.map(keptWarning)] }
}

function keptWarning(section: string) {
  const statement = section.split('\n').slice(1).join(' ').trim()
  return `left out, as migrations may know more than the schema: ${statement}`
}

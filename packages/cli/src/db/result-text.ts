import type { ShellDocument } from '../documents/db.js'
import type { Look } from '../look.js'

/** A result as a table, with how many rows it has. */
export function resultText(
  { command, rowCount, columns, rows }: ShellDocument['results'][number],
  look: Look,
): string {
  const count = look.dim(`${command} ${rowCount ?? ''}`.trim())
  if (columns.length === 0) return count
  const cells = rows.map(row => columns.map(column => cellText(row[column])))
  return `${look.table(columns, cells)}\n${count}`
}

function cellText(value: unknown) {
  if (value === null || value === undefined) return '∅'
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

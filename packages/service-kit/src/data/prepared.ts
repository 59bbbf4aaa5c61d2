import type pg from 'pg'

/** So many are named in a process; a text beyond them is prepared for each use. */
const MOST = 1_000

const names = new Map<string, string>()

/**
 * A statement the server prepares once for each connection: to parse and plan it is most of what a short one costs. For texts
 * that are written in the code, not put together.
 */
export function prepared(text: string, values: readonly unknown[] = []): pg.QueryConfig {
  const statement: pg.QueryConfig = { text, values: values.map(storable) }
  const name = nameOf(text)
  if (name) statement.name = name
  return statement
}

function nameOf(text: string): string | undefined {
  if (!names.has(text) && names.size < MOST) names.set(text, `azora_${names.size + 1}`)
  return names.get(text)
}

/** pg writes times in the zone of the process; a column without one would keep that. */
function storable(value: unknown): unknown {
  return value instanceof Date ? value.toISOString() : value
}

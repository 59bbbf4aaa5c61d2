import type pg from 'pg'

/** So many are named in a process; a text beyond them is prepared for each use. */
const MOST = 1_000

const names = new Map<string, string>()

/**
 * A statement the server prepares once for each connection: to parse and plan it is most of what a short one costs. For texts
 * that are written in the code, not put together.
 */
export function prepared(text: string, values: readonly unknown[] = []): pg.QueryConfig {
  const known = names.get(text)
  if (known) return { name: known, text, values: [...values] }
  if (names.size >= MOST) return { text, values: [...values] }
  const name = `azora_${names.size + 1}`
  names.set(text, name)
  return { name, text, values: [...values] }
}

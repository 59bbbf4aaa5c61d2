/** An event as the outbox keeps it. */
export interface OutboxRow {
  id: string
  lane: number
  event: string
}

const ADD = `
  INSERT INTO azora.outbox (id, lane, event)
  SELECT id, lane, event FROM unnest($1::uuid[], $2::smallint[], $3::text[]::json[])
    WITH ORDINALITY AS new (id, lane, event, n) ORDER BY n`

/** The statement that writes events, in the order in which they were published. */
export function writeRows(rows: readonly OutboxRow[]): { text: string; values: unknown[] } {
  const values = [rows.map(({ id }) => id), rows.map(({ lane }) => lane), rows.map(({ event }) => event)]
  return { text: ADD, values }
}

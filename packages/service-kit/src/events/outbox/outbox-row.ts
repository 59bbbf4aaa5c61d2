import type pg from 'pg'
import { prepared } from '../../data/prepared.js'
import { at } from '../fault-point.js'

/** An event as the outbox keeps it. */
export interface OutboxRow {
  id: string
  lane: number
  event: string
}

const ADD = 'INSERT INTO azora.outbox (id, lane, event) VALUES ($1::uuid, $2::smallint, $3::json)'
const ADD_SEVERAL = `
  INSERT INTO azora.outbox (id, lane, event)
  SELECT id, lane, event FROM unnest($1::uuid[], $2::smallint[], $3::text[]::json[])
    WITH ORDINALITY AS new (id, lane, event, n) ORDER BY n`

/** Commits a transaction, and what was published in it as its last statement, in the order in which it was published. */
export async function commitWith(
  published: readonly OutboxRow[],
  commit: (last: readonly pg.QueryConfig[]) => Promise<void>,
): Promise<void> {
  if (published.length === 0) return commit([])
  await at('outbox.commit', () => commit([additionOf(published)]))
}

function additionOf(rows: readonly OutboxRow[]): pg.QueryConfig {
  const [row] = rows
  // Most transactions publish one event, for which arrays would cost twice as much.
  if (row && rows.length === 1) return prepared(ADD, [row.id, row.lane, row.event])
  const values = [rows.map(({ id }) => id), rows.map(({ lane }) => lane), rows.map(({ event }) => event)]
  return prepared(ADD_SEVERAL, values)
}

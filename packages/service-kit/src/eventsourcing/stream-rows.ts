import type { RawClient } from '../data/transaction-scope.js'
import { at } from '../events/fault-point.js'
import { origin } from '../events/outbox/envelope.js'
import type { EventRow } from './recorded-event.js'

/** Names a stream. */
export interface StreamName {
  category: string
  id: string
}

/** A state kept, and after how many events. */
export interface Snapshot {
  version: number
  state: unknown
}

const APPEND = `
  SELECT appended, version
  FROM azora.append_to_stream($1, $2, $3::int, $4::text[], $5::smallint[], $6::json[], $7::json)`
const HOLD = 'SELECT version FROM azora.hold_stream($1, $2)'
const READ = `
  SELECT version, type, schema::int AS schema, data FROM azora.stream_events
  WHERE category = $1 AND id = $2 AND version > $3::int ORDER BY version LIMIT $4::int`
const SNAPSHOT = `
  SELECT version, state FROM azora.stream_snapshots WHERE category = $1 AND id = $2 AND reducer = $3`
const KEEP = `
  INSERT INTO azora.stream_snapshots (category, id, reducer, version, state) VALUES ($1, $2, $3, $4::int, $5::json)
  ON CONFLICT (category, id) DO UPDATE
    SET reducer = excluded.reducer, version = excluded.version, state = excluded.state`

/** Appends to a stream of the version expected. Tells whether it was that, and which version it has now. */
export async function appendRows(
  client: RawClient,
  { category, id }: StreamName,
  { expected, rows }: { expected: number; rows: readonly Omit<EventRow, 'version'>[] },
): Promise<{ appended: boolean; version: number }> {
  const columns = [
    rows.map(({ type }) => type),
    rows.map(({ schema }) => schema),
    rows.map(({ data }) => JSON.stringify(data)),
    JSON.stringify(origin()),
  ]
  const [row] = await at('streams.append', () =>
    client.$queryRawUnsafe<{ appended: boolean; version: number }[]>(
      APPEND,
      category,
      id,
      expected,
      ...columns,
    ),
  )
  return row ?? { appended: false, version: 0 }
}

/** Has others who hold the stream, or append to it, wait until the transaction ends. */
export async function holdStream(client: RawClient, { category, id }: StreamName): Promise<void> {
  await at('streams.hold', () => client.$queryRawUnsafe(HOLD, category, id))
}

/** What follows a version of a stream, in order. */
export async function readRows(
  client: RawClient,
  { category, id }: StreamName,
  { after, limit }: { after: number; limit: number },
): Promise<EventRow[]> {
  return await at('streams.read', () => client.$queryRawUnsafe<EventRow[]>(READ, category, id, after, limit))
}

/** The state kept of a stream, if this reducer made it. */
export async function snapshotOf(
  client: RawClient,
  { category, id }: StreamName,
  reducer: string,
): Promise<Snapshot | null> {
  const rows = await at('streams.snapshot', () =>
    client.$queryRawUnsafe<Snapshot[]>(SNAPSHOT, category, id, reducer),
  )
  return rows[0] ?? null
}

/** Keeps a state in place of the one kept before. */
export async function keepSnapshot(
  client: RawClient,
  { category, id }: StreamName,
  { reducer, version, state }: Snapshot & { reducer: string },
): Promise<void> {
  const text = JSON.stringify(state)
  await at('streams.keep', () => client.$executeRawUnsafe(KEEP, category, id, reducer, version, text))
}

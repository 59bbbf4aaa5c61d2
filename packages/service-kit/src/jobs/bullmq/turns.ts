import type pg from 'pg'
import { at } from '../../events/fault-point.js'

/** A job whose turn it is. */
export interface DueTurn {
  id: string
  name: string
  /** Changes with everything that makes it due anew. */
  turn: string
}

// What was handed over and not taken up is handed over again: Redis may have lost it. While it still has it, a second time
// under the same name is nothing new to it.
const HAND_OVER = `
  UPDATE azora.jobs SET handed_at = clock_timestamp()
  WHERE id IN (
    SELECT j.id FROM azora.jobs j
    WHERE j.name = ANY ($1::text[]) AND j.state = 'open' AND j.due_at <= $2::timestamptz
      AND j.held_until <= clock_timestamp() AND j.handed_at <= clock_timestamp() - interval '5 seconds'
    ORDER BY j.due_at LIMIT $3 FOR UPDATE SKIP LOCKED)
  RETURNING id, name, turn || '-' || attempts AS turn`
const NEXT_DUE = `
  SELECT min(due_at) AS due FROM azora.jobs
  WHERE name = ANY ($1::text[]) AND state = 'open' AND due_at > $2::timestamptz`

/** Notes as handed over what is due and held by nobody, and tells when the next will be. */
export async function handOver(
  pool: pg.Pool,
  { names, most, now }: { names: readonly string[]; most: number; now: Date },
): Promise<{ turns: DueTurn[]; nextDueAt: Date | null }> {
  const { rows: turns } = await at('turns.hand-over', () =>
    pool.query<DueTurn>(HAND_OVER, [names, now, most]),
  )
  const { rows } = await at('turns.next', () => pool.query<{ due: Date | null }>(NEXT_DUE, [names, now]))
  return { turns, nextDueAt: rows[0]?.due ?? null }
}

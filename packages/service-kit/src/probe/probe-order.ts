import type pg from 'pg'

/** What `azora chaos` has ordered of this service; the row outlives the process, so that its successor goes on. */
export interface ProbeOrder {
  id: string
  /** The service whose events are to be handled. */
  source: string
  /** Whether an instance of the service has answered. */
  isTakenUp: boolean
  /** Whether it is to publish by now. */
  isBegun: boolean
}

/** The trial that is ordered; undefined while there is none, which is nearly always. */
export async function currentOrder(pool: pg.Pool): Promise<ProbeOrder | undefined> {
  const { rows } = await pool.query<ProbeOrder>(
    'SELECT id, source, transport IS NOT NULL AS "isTakenUp", begun_at IS NOT NULL AS "isBegun" FROM azora.probe_runs',
  )
  return rows[0]
}

/** Answers an order: this service handles the events of the trial from now on, by this transport. */
export async function takeUp(pool: pg.Pool, { id }: ProbeOrder, transport: string): Promise<void> {
  await pool.query('UPDATE azora.probe_runs SET transport = $2 WHERE id = $1', [id, transport])
}

import { at } from '../events/fault-point.js'
import type { origin } from '../events/outbox/envelope.js'
import type { OutboxStore } from '../events/outbox/outbox.js'

/** Where a job comes from. */
export type Origin = ReturnType<typeof origin>

/** A job that is to be. */
export interface NewJob {
  id: string
  name: string
  key: string | null
  /** JSON. */
  data: string
  origin: Origin
  dueAt: Date
}

// One that waits under the same key is locked until the transaction ends: whoever begins it meanwhile sees what is changed here.
const ADD = `
  INSERT INTO azora.jobs AS known (id, name, key, data, origin, planned_at, due_at)
  VALUES ($1::uuid, $2, $3, $4::json, $5::json, $6::timestamptz, $6::timestamptz)
  ON CONFLICT (name, key) WHERE state = 'open' AND NOT begun AND key IS NOT NULL
    DO UPDATE SET due_at = least(known.due_at, excluded.due_at), planned_at = least(known.due_at, excluded.due_at)
  RETURNING id::text`
const CANCEL = `DELETE FROM azora.jobs WHERE id = $1::uuid AND state = 'open' AND NOT begun`

/** Told that there may be something to do. */
export type Woken = (what: 'jobs' | 'schedules') => void

/** Where jobs wait, in the database of what they are about. */
export class JobTable {
  readonly #store: OutboxStore
  readonly #listeners = new Set<Woken>()

  constructor(store: OutboxStore) {
    this.#store = store
  }

  /** Writes a job in the current transaction, unless one waits under its key. Returns the id of the one that waits. */
  async add({ id, name, key, data, origin, dueAt }: NewJob): Promise<string> {
    if (!this.#store.inTransaction)
      throw new TypeError(`${name} must be enqueued in the transaction of what it follows from`)
    const rows = await at('jobs.add', () =>
      this.#store.raw.$queryRawUnsafe<{ id: string }[]>(
        ADD,
        id,
        name,
        key,
        data,
        JSON.stringify(origin),
        dueAt,
      ),
    )
    this.#store.afterCommit(() => this.wake())
    return rows[0]?.id ?? id
  }

  /** Takes back a job that has not begun, in the current transaction. False if it has, or there is none. */
  async cancel(id: string): Promise<boolean> {
    if (!this.#store.inTransaction)
      throw new TypeError(`${id} must be canceled in the transaction of what makes it void`)
    return (await at('jobs.cancel', () => this.#store.raw.$executeRawUnsafe(CANCEL, id))) === 1
  }

  /** Calls back when there may be something to do: after every commit that has enqueued something. Returns how to end that. */
  onWake(listener: Woken): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** There may be a job to run, or a schedule whose time has come. */
  wake(what: 'jobs' | 'schedules' = 'jobs'): void {
    for (const listener of this.#listeners) listener(what)
  }
}

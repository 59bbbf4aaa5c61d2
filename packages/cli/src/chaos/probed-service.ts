import pg from 'pg'
import { despiteOutages } from './outage.js'
import type { Committed, Effect, KeyRecord } from './verify.js'

/** What a service is to do in a trial. */
export interface Order {
  readonly run: string
  /** The service whose events it handles. */
  readonly source: string
  readonly events: number
  readonly keys: number
  readonly seconds: number
}

/** How far a service is. */
export interface Progress {
  /** The trial this is about; null when it was ended. */
  readonly run: string | null
  /** Events committed. */
  readonly sent: number
  /** Effects committed. */
  readonly effects: number
  /** Whether any of its events waits to be sent, or to be tried again. */
  readonly waits: boolean
}

const CONNECT_TIMEOUT_MS = 5_000
const ROWS = { sent: 'azora.probe_sent', effects: 'azora.probe_effects' } as const
const PLACES = { sent: 'n', effects: 'place' } as const

/** A service in a trial, as its database shows it: orders go in there, outcomes are read from there. */
export class ProbedService {
  readonly name: string
  readonly #pool: pg.Pool
  readonly #signal: AbortSignal

  /** @param signal Ends the patience with a server that is away. */
  constructor({ name, url }: { name: string; url: string }, signal: AbortSignal) {
    this.name = name
    this.#signal = signal
    this.#pool = new pg.Pool({
      connectionString: url,
      max: 1,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      application_name: 'azora chaos',
    })
    this.#pool.on('error', () => {})
  }

  /** Whether it has a relay that has met its broker: then it publishes or handles events. */
  async hasEvents(): Promise<boolean> {
    const [table] = await this.#rows<{ is: boolean }>(
      `SELECT to_regclass('azora.probe_runs') IS NOT NULL AS is`,
    )
    if (!table?.is) return false
    const [row] = await this.#rows<{ has: boolean }>('SELECT EXISTS (SELECT FROM azora.broker) AS has')
    return row?.has ?? false
  }

  async order({ run, source, events, keys, seconds }: Order): Promise<void> {
    const values = [run, this.name, source, events, keys, seconds]
    await this.#rows('SELECT azora.order_probe($1, $2, $3, $4, $5, $6)', values)
  }

  /** The transport it handles trial events by; null until it has taken up the order. */
  async transport(): Promise<string | null> {
    const [row] = await this.#rows<{ transport: string | null }>('SELECT transport FROM azora.probe_runs')
    return row?.transport ?? null
  }

  async begin(): Promise<void> {
    await this.#rows('UPDATE azora.probe_runs SET begun_at = clock_timestamp()')
  }

  async progress(): Promise<Progress> {
    const [row] = await this.#rows<Progress>('SELECT run, sent, effects, waits FROM azora.probe_progress()')
    return row ?? { run: null, sent: 0, effects: 0, waits: false }
  }

  /** Ends its part; what it did stays to be looked at. */
  async end(): Promise<void> {
    await this.#rows('DELETE FROM azora.probe_runs')
  }

  async forget(): Promise<void> {
    await this.#rows('SELECT azora.forget_probe()')
  }

  async close(): Promise<void> {
    await this.#pool.end()
  }

  /** What it published and what the other made of it, key by key: no more of it is in memory. */
  async *records(handler: ProbedService): AsyncGenerator<KeyRecord> {
    const keys = await this.#rows<{ key: string }>('SELECT key FROM azora.probe_keys ORDER BY key')
    for (const { key } of keys) {
      const committed: Committed[] = await this.#of('sent', key)
      const effects: Effect[] = await handler.#of('effects', key)
      yield { key, committed, effects }
    }
  }

  #of(rows: keyof typeof ROWS, key: string): Promise<{ id: string; n: number }[]> {
    return this.#rows(`SELECT event_id AS id, n FROM ${ROWS[rows]} WHERE key = $1 ORDER BY ${PLACES[rows]}`, [
      key,
    ])
  }

  #rows<Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return despiteOutages(this.#signal, async () => (await this.#pool.query<Row>(sql, values)).rows)
  }
}

import type { CloudEvent } from '@azora/contracts'
import pg from 'pg'
import { prepared } from '../../../data/prepared.js'
import { at } from '../../fault-point.js'
import { laneOf } from '../../lane.js'
import type { Ears, Edges, LaneLog, LanePage, ReadRequest } from '../lanes/lane-log.js'
import { BrokerForgot, type Features, PUBLISH_TIMEOUT_MS } from '../transport.js'

const CONNECT_TIMEOUT_MS = 2_000
const CONNECTIONS = 3
const TIDY_MS = 3_600_000
const APPEND = 'SELECT bus.append($1::uuid, $2::uuid[], $3::smallint[], $4::text[], $5::json[]) AS identity'
const IDENTITY = 'SELECT bus.identity() AS identity'
const LAG = 'SELECT bus.lag($1::smallint[], $2::bigint[], $3) AS lag'
const EDGES = 'SELECT lane, start, "end" FROM bus.edges()'
const READ = 'SELECT lane, pos, event FROM bus.read($1::smallint[], $2::bigint[], $3, $4)'

const PLACE = /^\d{1,18}$/

/** A row of what was read; without an event where it is not wanted. */
interface Row {
  lane: number
  pos: string
  event: CloudEvent | null
}

/** The log of events in its own PostgreSQL database, entered by its functions alone. */
export class PostgresLog implements LaneLog {
  readonly features: Features = { durability: 'broker', competing: true, replay: true, distinct: true }
  readonly tidyMs = TIDY_MS
  readonly #url: string
  readonly #pool: pg.Pool

  /** @param url Address of the log's database for this service's role. */
  constructor(url: string) {
    this.#url = url
    this.#pool = new pg.Pool({
      connectionString: url,
      max: CONNECTIONS,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      // The server ends what takes too long, the client what the server does not even answer.
      statement_timeout: PUBLISH_TIMEOUT_MS / 2,
      query_timeout: PUBLISH_TIMEOUT_MS - CONNECT_TIMEOUT_MS,
      keepAlive: true,
    })
    this.#pool.on('error', () => {})
  }

  /** Appends in order what is not there yet, and returns the log's identity. @throws {BrokerForgot} */
  async append(events: readonly CloudEvent[], known: string | null): Promise<string> {
    const values = [
      known,
      events.map(({ id }) => id),
      events.map(({ partitionkey }) => laneOf(partitionkey)),
      events.map(({ type }) => type),
      events.map(event => JSON.stringify(event)),
    ]
    const identity = await at('log.append', () =>
      events.length === 0 ? this.identity() : this.#identityBy(APPEND, values),
    )
    if (known !== null && identity !== known) throw new BrokerForgot(identity)
    return identity
  }

  /** Reads on from the cursor of each lane. */
  async read({ cursors, types, most }: ReadRequest): Promise<LanePage[]> {
    const values = [[...cursors.keys()], [...cursors.values()], types.source, most]
    const { rows } = await at('log.read', () => this.#pool.query<Row>(prepared(READ, values)))
    const found = new Map<number, Row[]>([...cursors.keys()].map(lane => [lane, []]))
    for (const row of rows) found.get(row.lane)?.push(row)
    return [...found].map(([lane, ofLane]) => {
      const entries = ofLane.flatMap(({ pos, event }) => (event ? [{ pos, event }] : []))
      const readTo = ofLane.at(-1)?.pos ?? cursors.get(lane) ?? '0'
      return { lane, entries, readTo, hasMore: ofLane.length === most }
    })
  }

  /** From where to where each lane is kept. */
  async edges(): Promise<Map<number, Edges>> {
    const { rows } = await at('log.edges', () => this.#pool.query<Edges & { lane: number }>(EDGES))
    return new Map(rows.map(({ lane, start, end }) => [lane, { start, end }]))
  }

  place(pos: string): bigint | null {
    return PLACE.test(pos) ? BigInt(pos) : null
  }

  /** How many events wait beyond the cursors; beyond a thousand of a lane it counts no further. */
  async lag({ cursors, types }: Pick<ReadRequest, 'cursors' | 'types'>): Promise<number> {
    const values = [[...cursors.keys()], [...cursors.values()], types.source]
    const { rows } = await at('log.lag', () => this.#pool.query<{ lag: string }>(prepared(LAG, values)))
    return Number(rows[0]?.lag ?? 0)
  }

  /** Tells one log from another, and from what it was before it was lost. */
  identity(): Promise<string> {
    return this.#identityBy(IDENTITY, [])
  }

  async #identityBy(sql: string, values: unknown[]): Promise<string> {
    const { rows } = await at('log.identity', () =>
      this.#pool.query<{ identity: string }>(prepared(sql, values)),
    )
    return rows[0]?.identity ?? ''
  }

  /** Prepares the weeks to come and drops those that are over. */
  async tidy(): Promise<void> {
    await at('log.tidy', () => this.#pool.query('SELECT bus.tidy()'))
  }

  /** A connection that hears of appends. Once it is lost it says so, once or twice. */
  async listen(heard: () => void, lost: (ears: Ears) => void): Promise<Ears> {
    const client = new pg.Client({
      connectionString: this.#url,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
    })
    const ears = { close: () => client.end() }
    client
      .on('notification', heard)
      .on('error', () => lost(ears))
      .on('end', () => lost(ears))
    await at('log.connect', () => client.connect())
    await at('log.listen', () => client.query('LISTEN bus'))
    return ears
  }

  async close(): Promise<void> {
    await at('log.close', () => this.#pool.end())
  }
}

import type { CloudEvent } from '@azora/contracts'
import pg from 'pg'
import { at } from '../../fault-point.js'
import { laneOf } from '../../lane.js'
import { BrokerForgot, PUBLISH_TIMEOUT_MS } from '../transport.js'

/** An event with its place in the log. */
export interface Entry {
  pos: string
  event: CloudEvent
}

/** What one lane had beyond its cursor. */
export interface LanePage {
  lane: number
  entries: Entry[]
  /** The lane holds nothing further that is wanted up to here. */
  readTo: string
}

/** How far the lanes are read, and what of them is wanted. */
export interface ReadRequest {
  cursors: ReadonlyMap<number, string>
  types: RegExp
  /** The most entries of one lane. */
  most: number
}

const CONNECT_TIMEOUT_MS = 2_000
const CONNECTIONS = 3
const APPEND = 'SELECT bus.append($1::uuid, $2::uuid[], $3::smallint[], $4::text[], $5::json[]) AS identity'
const IDENTITY = 'SELECT bus.identity() AS identity'
const LAG = 'SELECT bus.lag($1::smallint[], $2::bigint[], $3) AS lag'
const READ = 'SELECT lane, pos, event FROM bus.read($1::smallint[], $2::bigint[], $3, $4)'

/** The log of events in its own PostgreSQL database, entered by its functions alone. */
export class EventLog {
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
    const { rows } = await at('log.read', () =>
      this.#pool.query<{ lane: number; pos: string; event: CloudEvent | null }>(READ, values),
    )
    const pages = new Map<number, LanePage>()
    for (const { lane, pos, event } of rows) {
      const page = pages.get(lane) ?? { lane, entries: [], readTo: '0' }
      if (event) page.entries.push({ pos, event })
      else page.readTo = pos
      pages.set(lane, page)
    }
    return [...pages.values()]
  }

  /** How many events wait beyond the cursors; beyond a thousand of a lane it counts no further. */
  async lag({ cursors, types }: Pick<ReadRequest, 'cursors' | 'types'>): Promise<number> {
    const values = [[...cursors.keys()], [...cursors.values()], types.source]
    const { rows } = await at('log.lag', () => this.#pool.query<{ lag: string }>(LAG, values))
    return Number(rows[0]?.lag ?? 0)
  }

  /** Tells one log from another, and from what it was before it was lost. */
  identity(): Promise<string> {
    return this.#identityBy(IDENTITY, [])
  }

  async #identityBy(sql: string, values: unknown[]): Promise<string> {
    const { rows } = await at('log.identity', () => this.#pool.query<{ identity: string }>(sql, values))
    return rows[0]?.identity ?? ''
  }

  /** Prepares the weeks to come and drops those that are over. */
  async tidy(): Promise<void> {
    await at('log.tidy', () => this.#pool.query('SELECT bus.tidy()'))
  }

  /** A connection that hears of appends. Once it is lost it says so, once or twice. */
  async listen(heard: () => void, lost: (connection: pg.Client) => void): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.#url,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
    })
    client
      .on('notification', heard)
      .on('error', () => lost(client))
      .on('end', () => lost(client))
    await at('log.connect', () => client.connect())
    await at('log.listen', () => client.query('LISTEN bus'))
    return client
  }

  async close(): Promise<void> {
    await at('log.close', () => this.#pool.end())
  }
}

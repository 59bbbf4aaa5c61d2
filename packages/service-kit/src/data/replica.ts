import { AsyncLocalStorage } from 'node:async_hooks'
import type pg from 'pg'
import { SingleFlight } from '../cache/single-flight.js'
import type { Kit } from '../resource.js'
import { databaseProblem } from './database-problem.js'
import { observeReplica, type ReplicaMetrics } from './replica-metrics.js'
import { sqlFailure } from './sql-failure.js'

/** A second server that follows the first, for what only reads. */
export interface ReplicaOptions {
  /** Its address, usually `DATABASE_REPLICA_URL`. Without one the primary is read. */
  url?: string | undefined
  /** How old what it answers may be, in milliseconds; beyond that the primary is read. Default 5,000. */
  stalenessMs?: number | undefined
}

/** Up to where the write-ahead log of the primary reached, and when that was looked up. */
interface Mark {
  position: bigint
  atMs: number
}

interface Disconnecting {
  $disconnect(): PromiseLike<void>
}

/** What a replica needs. */
interface ReplicaParts<Client> {
  client: Client
  pool: pg.Pool
  primary: pg.Pool
  stalenessMs: number
}

const WRITTEN = "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::text AS position"
const REPLAYED = "SELECT pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::text AS position"
const STALENESS_MS = 5_000
/** How often it is asked how far it is, at most. */
const LOOK_MS = 200
/** How long it is left alone after a failure. */
const AWAY_MS = 1_000
/** Reads that the replica cancels because what they read is gone on the primary. */
const RECOVERY_CONFLICT = /^(40001|40P01)$/

/**
 * Reads from a replica as long as that is near enough to the primary.
 *
 * How near is measured against the primary itself: what its log had reached at some moment, and has been replayed by now, is
 * all there was at that moment. So a primary that rests does not look like a replica that is behind, one whose
 * connection to the primary is cut is found out, and no two machines' clocks are compared.
 */
export class Replica<Client extends Disconnecting> {
  readonly #reading = new AsyncLocalStorage<Client>()
  readonly #parts: ReplicaParts<Client>
  readonly #flight = new SingleFlight()
  #marks: Mark[] = []
  #replayed = 0n
  /** It has all that was committed until then. */
  #freshAtMs = -Infinity
  #lookedAtMs = -Infinity
  #awayUntilMs = -Infinity
  #isCut = false
  #kit: Kit | undefined
  #metrics: ReplicaMetrics | undefined

  constructor(parts: ReplicaParts<Client>) {
    this.#parts = parts
    parts.pool.on('error', () => this.#isAway('connection lost while idle'))
  }

  start(kit: Kit): void {
    this.#kit = kit
    this.#metrics = observeReplica(kit.metrics.registry, () => performance.now() - this.#freshAtMs)
  }

  /** The client of the replica, where it is read from; null elsewhere. */
  get current(): Client | null {
    return this.#reading.getStore() ?? null
  }

  /** Reads from the replica if it has `since` and is not too old; from the primary else, or when the replica fails. */
  async read<R>(work: () => Promise<R>, since: string | undefined): Promise<R> {
    if (!(await this.#serves(since))) return this.#counted('primary', work)
    try {
      return await this.#counted('replica', () => this.#reading.run(this.#parts.client, work))
    } catch (error) {
      if (!isItsOwn(error)) throw error
      this.#isAway(error)
      return this.#counted('primary', work)
    }
  }

  async stop(): Promise<void> {
    await this.#parts.client.$disconnect()
    await this.#parts.pool.end()
  }

  #counted<R>(server: 'replica' | 'primary', work: () => Promise<R>): Promise<R> {
    this.#metrics?.reads.labels(server).inc()
    return work()
  }

  async #serves(since: string | undefined): Promise<boolean> {
    if (performance.now() < this.#awayUntilMs) return false
    if (performance.now() - this.#lookedAtMs > LOOK_MS) {
      const look = this.#flight.run('', () => this.#look())
      // What is known is good enough for now, unless it is not.
      if (!this.#isEnough(since)) await look
    }
    return this.#isEnough(since)
  }

  #isEnough(since: string | undefined): boolean {
    const isFresh = performance.now() - this.#freshAtMs <= this.#parts.stalenessMs
    return isFresh && (since === undefined || this.#replayed >= BigInt(since))
  }

  /** Asks both how far they are. */
  async #look(): Promise<void> {
    const { pool, primary, stalenessMs } = this.#parts
    this.#lookedAtMs = performance.now()
    const atMs = performance.now()
    try {
      const [written, replayed] = await Promise.all([
        positionOf(primary, WRITTEN),
        positionOf(pool, REPLAYED),
      ])
      this.#replayed = replayed
      this.#isCut = false
      this.#marks.push({ position: written, atMs })
      const reached = this.#marks.findLast(({ position }) => position <= replayed)
      if (reached) this.#freshAtMs = reached.atMs
      this.#marks = this.#marks.filter(mark => mark.atMs >= Math.max(this.#freshAtMs, atMs - stalenessMs))
    } catch (error) {
      this.#isAway(error)
    }
  }

  #isAway(error: unknown): void {
    if (!this.#isCut) this.#kit?.log.warn('the replica does not answer; the primary is read', { error })
    this.#isCut = true
    this.#awayUntilMs = performance.now() + AWAY_MS
  }
}

/** The replica of a primary, if there is one. */
export function replicaOf<Client extends Disconnecting>(
  { url, stalenessMs = STALENESS_MS }: ReplicaOptions = {},
  primary: pg.Pool,
  open: (url: string) => { client: Client; pool: pg.Pool },
): Replica<Client> | null {
  return url === undefined ? null : new Replica({ ...open(url), primary, stalenessMs })
}

/** A token of all that is committed now: whoever reads since then sees it. */
export async function tokenOf(primary: pg.Pool): Promise<string> {
  return String(await positionOf(primary, WRITTEN))
}

async function positionOf(pool: pg.Pool, sql: string): Promise<bigint> {
  const { rows } = await pool.query<{ position: string | null }>(sql)
  const position = rows[0]?.position
  // A server that does not replay is no replica: nothing says how old it is.
  if (position === null || position === undefined)
    throw new Error('the server of DATABASE_REPLICA_URL is no standby')
  return BigInt(position)
}

/** True for what the primary would not have failed with. */
function isItsOwn(error: unknown): boolean {
  if (RECOVERY_CONFLICT.test(sqlFailure(error)?.state ?? '')) return true
  return (databaseProblem(error)?.status ?? 0) >= 500
}

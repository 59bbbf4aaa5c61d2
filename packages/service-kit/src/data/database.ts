import { PrismaPg } from '@prisma/adapter-pg'
import type pg from 'pg'
import { Outbox } from '../events/outbox/outbox.js'
import type { OutboxRow } from '../events/outbox/outbox-row.js'
import type { Projection } from '../eventsourcing/projection.js'
import { Streams } from '../eventsourcing/streams.js'
import type { Idempotently } from '../http/invoke.js'
import { JobTable } from '../jobs/job-table.js'
import { idempotently } from '../limits/idempotency.js'
import { withinDeadline } from '../resilience/deadline.js'
import type { Kit, Resource } from '../resource.js'
import { ambientClient } from './ambient-client.js'
import { scopeOf, within } from './ambient-scope.js'
import { CommitSignal } from './commit-signal.js'
import { retryConflicts } from './conflict-retry.js'
import { databaseProblem } from './database-problem.js'
import type { TransactionOf } from './deferred-client.js'
import { LazyTransaction } from './lazy-transaction.js'
import { lendingPool } from './lent-connection.js'
import { migrate, pendingMigrations } from './migrate.js'
import { openPool, type PoolOptions, type Statement } from './pool.js'
import { observePool } from './pool-metrics.js'
import { type Interactive, PrismaTransaction } from './prisma-transaction.js'
import { rawClient } from './raw-client.js'
import { type Replica, type ReplicaOptions, replicaOf, tokenOf } from './replica.js'
import type { Sql } from './sql.js'
import { isConflict, isDeadlock, isStale } from './sql-failure.js'
import {
  type AfterCommit,
  type Enter,
  type Isolation,
  type RawClient,
  TransactionScope,
} from './transaction-scope.js'

/** A generated Prisma client, as far as the kit uses it. */
export interface PrismaLike extends RawClient {
  $connect(): PromiseLike<void>
  $disconnect(): PromiseLike<void>
}

/** The options of {@link database}. */
export interface DatabaseOptions extends PoolOptions {
  /** How long a transaction may stay open, at most to the request's deadline. Default 10,000 ms. */
  transactionTimeoutMs?: number
  /** How often a transaction is run in all when it loses against others (serialization failure, deadlock). Default 5. */
  attempts?: number
  /** Statements that take longer are logged, without their parameters. Default 200 ms. */
  slowQueryMs?: number
  /** A server that may answer what is read by {@link Database.read}. Default none. */
  replica?: ReplicaOptions
  /** The read models kept from its streams. Default none. */
  projections?: readonly Projection[]
}

/** The options of one transaction. */
export interface TransactionOptions {
  /** Default: PostgreSQL's `READ COMMITTED`. It cannot join an open transaction that has less: `TypeError`. */
  isolation?: Isolation
  /** How long it may stay open. Default: the database's `transactionTimeoutMs`. */
  timeoutMs?: number
  /** Never joins: what it writes stays even if the request fails later. It takes a second connection. Default false. */
  independent?: boolean
}

const WEAKEST: Isolation = 'ReadCommitted'
const LONGEST_LOGGED_SQL = 2_000
// Whoever has another server to ask does not wait long for this one.
const REPLICA_POOL: PoolOptions = { connectTimeoutMs: 500 }

/**
 * Declares the service's PostgreSQL database: one bounded pool, shared by Prisma and by plain SQL.
 *
 * @example database(config.databaseUrl, adapter => new PrismaClient({ adapter }))
 */
export function database<Client extends PrismaLike>(
  url: string,
  makeClient: (adapter: PrismaPg) => Client,
  options: DatabaseOptions = {},
): Database<Client> {
  return new Database(url, makeClient, options)
}

/** A service's database. See {@link database}. */
export class Database<Client extends PrismaLike = PrismaLike> implements Resource {
  /** The Prisma client for reads; within a transaction it is that transaction. */
  readonly client: Client
  /** For SQL where every microsecond counts. Not part of any transaction. */
  readonly pool: pg.Pool
  /** For the statements of the kit: within a transaction they are part of it. What they return is as pg has it. */
  readonly raw: RawClient
  /** Plain SQL, within a transaction part of it. It wakes nothing of Prisma, whose compiler takes memory once it is used. */
  readonly sql: Sql = async (text, ...values) => this.raw.$queryRawUnsafe(text, ...values)
  /** Where events wait to be sent. */
  readonly outbox = new Outbox(this)
  /** Tells when sagas have something to do. */
  readonly sagaSignal = new CommitSignal(this)
  /** The histories of what is event-sourced. */
  readonly streams: Streams
  /** The read models kept from them. */
  readonly projections: readonly Projection[]
  /** Where jobs wait to be done. */
  readonly jobs = new JobTable(this)
  readonly #client: Client
  readonly #replica: Replica<Client> | null
  readonly #options: DatabaseOptions
  readonly #upToDate = new Set<string>()
  #kit: Kit | undefined
  #stopped: Promise<void> | undefined

  constructor(url: string, makeClient: (adapter: PrismaPg) => Client, options: DatabaseOptions) {
    this.#options = options
    this.projections = options.projections ?? []
    this.streams = new Streams(this, this.projections)
    this.pool = openPool(url, options, statement => this.#ran(statement))
    this.pool.on('error', error => this.#kit?.log.warn('database connection lost while idle', { error }))
    this.#client = makeClient(new PrismaPg(lendingPool(this.pool)))
    this.raw = rawClient(this.pool, () => this.#current()?.opened?.raw)
    this.#replica = replicaOf(options.replica, this.pool, replicaUrl => {
      const pool = openPool(replicaUrl, { ...REPLICA_POOL, ...options }, statement => this.#ran(statement))
      return { pool, client: makeClient(new PrismaPg(pool)) }
    })
    this.client = ambientClient(
      this.#client,
      () => this.#current()?.opened?.tx ?? this.#replica?.current ?? null,
    )
  }

  /** Makes the first connection. Throws when the server is not there or refuses. */
  async start(kit: Kit): Promise<void> {
    this.#kit = kit
    this.pool.options.application_name ??= kit.service
    observePool(this.pool, kit.metrics.registry)
    this.#replica?.start(kit)
    await this.check()
  }

  /** Closes every connection once it is given back. May be called twice. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop()
    return this.#stopped
  }

  /** Asks the server for a sign of life. */
  async check(): Promise<void> {
    await this.pool.query('select 1')
  }

  /**
   * Runs `fn` in one transaction: all it does, or nothing. Within another one it joins that, from a savepoint. When it
   * loses against another transaction it is run again, so `fn` must have no effects but its statements; the others
   * belong into {@link Database.afterCommit}. Throws what `fn` throws; 503 when no connection is free, 504 out of time.
   */
  transaction<R>(
    fn: (tx: TransactionOf<Client>) => Promise<R>,
    options: TransactionOptions = {},
  ): Promise<R> {
    const scope = options.independent ? null : this.#current()
    const attempts = this.#options.attempts ?? 5
    return scope
      ? retryConflicts(() => scope.join(fn, this.#enter, options.isolation ?? WEAKEST), {
          attempts,
          retryable: isDeadlock,
        })
      : told(retryConflicts(() => this.#own(fn, options), { attempts, retryable: isPassing }))
  }

  /** Whether a transaction is open here: what is written now is part of it. */
  get inTransaction(): boolean {
    return this.#current()?.opened != null
  }

  /**
   * Reads by `client`, from the replica if there is one that is near enough: what was committed up to `stalenessMs` ago may be
   * missing. With a {@link Database.token} as `since`, nothing is that was committed before it. In a transaction it reads
   * from that; while the replica is behind or away, from the primary. It must not write.
   */
  read<R>(work: () => Promise<R>, { since }: { since?: string } = {}): Promise<R> {
    return this.#replica && !this.inTransaction ? this.#replica.read(work, since) : work()
  }

  /** Stands for all that is committed now: a read since then sees it, wherever it reads. */
  token(): Promise<string> {
    return tokenOf(this.pool)
  }

  /** Does something once the current transaction is committed, and not if it is rolled back; without one, at once. */
  afterCommit(fn: AfterCommit): void {
    const scope = this.#current()
    if (scope) scope.afterCommit.push(fn)
    else void this.#followUp([fn])
  }

  /** For the outbox: writes an event with the commit of the current transaction. */
  publish(row: OutboxRow): void {
    const scope = this.#current()
    if (!scope?.opened) throw new TypeError('an event is published in a transaction')
    scope.published.push(row)
  }

  /** Does a request's work at most once per `Idempotency-Key`; its transactions join the one that keeps the reply. */
  readonly idempotently: Idempotently = (request, run) => idempotently(this, request, run)

  /** Brings the database up to date: the kit's tables, then the migrations of the folder. See {@link migrate}. */
  migrate(folder: string): Promise<string[]> {
    return migrate(this.pool, folder)
  }

  /** The names of the migrations of the kit and the folder that are not applied yet. Once there is none, that is remembered. */
  async pendingMigrations(folder: string): Promise<string[]> {
    if (this.#upToDate.has(folder)) return []
    const pending = await pendingMigrations(this.pool, folder)
    if (pending.length === 0) this.#upToDate.add(folder)
    return pending
  }

  /** For the kit: a transaction that `run` may join, begun when it first does, ended by the caller. */
  lazyTransaction(begun: (raw: RawClient) => Promise<void>): LazyTransaction<TransactionOf<Client>> {
    return new LazyTransaction({
      begin: isolation => told(this.#open({ isolation })),
      begun,
      enter: this.#enter,
      followUp: fns => this.#followUp(fns),
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  readonly #enter: Enter<TransactionOf<Client>> = (scope, fn) => within(this, scope, fn)

  #current(): TransactionScope<TransactionOf<Client>> | null {
    const scope = scopeOf(this) as TransactionScope<TransactionOf<Client>> | undefined
    return scope && !scope.closed ? scope : null
  }

  async #own<R>(fn: (tx: TransactionOf<Client>) => Promise<R>, options: TransactionOptions): Promise<R> {
    const open = await this.#open(options)
    const scope = new TransactionScope(open, options.isolation ?? WEAKEST)
    try {
      const result = await this.#enter(scope, () => fn(open.tx))
      scope.closed = true
      await open.commit(scope.published)
      await this.#followUp(scope.afterCommit)
      return result
    } catch (error) {
      scope.closed = true
      await open.rollback()
      throw open.expired ?? error
    }
  }

  #open({ isolation, timeoutMs }: TransactionOptions): Promise<PrismaTransaction<TransactionOf<Client>>> {
    const longestMs = timeoutMs ?? this.#options.transactionTimeoutMs ?? 10_000
    return PrismaTransaction.begin(this.#client as unknown as Interactive<TransactionOf<Client>>, this.pool, {
      isolation,
      timeoutMs: withinDeadline(longestMs),
    })
  }

  // The commit stands, whatever becomes of what follows it: a failure here is reported, not thrown at the caller.
  async #followUp(fns: readonly AfterCommit[]): Promise<void> {
    for (const fn of fns) {
      try {
        await fn()
      } catch (error) {
        this.#kit?.log.error('what was to follow a commit failed', { error })
      }
    }
  }

  #ran({ kind, sql, tookMs }: Statement): void {
    this.#kit?.metrics.query(kind, tookMs / 1_000)
    if (tookMs < (this.#options.slowQueryMs ?? 200)) return
    this.#kit?.log.warn('slow query', { sql: sql.slice(0, LONGEST_LOGGED_SQL), tookMs: Math.round(tookMs) })
  }

  async #stop(): Promise<void> {
    await this.#replica?.stop()
    await this.#client.$disconnect()
    await this.pool.end()
  }
}

/** Whether the same transaction would succeed if run again. */
const isPassing = (error: unknown) => isConflict(error) || isStale(error)

/** Says what trouble with the database means to a caller. */
function told<R>(work: Promise<R>): Promise<R> {
  return work.catch((error: unknown) => {
    throw databaseProblem(error) ?? error
  })
}

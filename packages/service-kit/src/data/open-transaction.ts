import { DeadlineExceeded, type Problem } from '@azora/contracts'
import type pg from 'pg'
import { borrow, giveBack } from './borrowed-connection.js'
import { inOneMessage } from './one-message.js'
import { prepared } from './prepared.js'
import { isStale } from './sql-failure.js'
import type { Isolation, RawClient } from './transaction-scope.js'

/** How a transaction is begun. */
export interface OpenOptions {
  isolation?: Isolation | undefined
  /** How long it may stay open, in milliseconds. */
  timeoutMs: number
}

/** A statement in the transaction failed, that was passed over, and PostgreSQL rolls back what is committed then. */
export class TransactionFailed extends Error {
  constructor() {
    super(
      'A statement of the transaction had failed, so it was rolled back; only an inner transaction may fail alone',
    )
  }
}

const LEVELS = {
  ReadCommitted: 'READ COMMITTED',
  RepeatableRead: 'REPEATABLE READ',
  Serializable: 'SERIALIZABLE',
} as const satisfies Record<Isolation, string>

/**
 * A transaction on a connection of its own. It begins with its first statement and ends with its last ones, each time in one
 * message to the server: what costs most in a short transaction is to wait for answers.
 *
 * Its statements are pg's own: `bigint` and `numeric` come as text.
 */
export class OpenTransaction implements RawClient {
  readonly #connection: pg.PoolClient
  readonly #begin: string
  readonly #expiry: NodeJS.Timeout
  #isBegun = false
  /** What the connection has prepared no longer fits the tables. */
  #isStale = false
  #expired: Problem | undefined
  #ended: Promise<void> | undefined

  private constructor(connection: pg.PoolClient, { isolation, timeoutMs }: OpenOptions) {
    this.#connection = connection
    this.#begin = isolation ? `BEGIN ISOLATION LEVEL ${LEVELS[isolation]}` : 'BEGIN'
    this.#expiry = setTimeout(() => this.#expire(timeoutMs), timeoutMs)
  }

  /** Takes a connection. Throws when none is free, or the server is not there. */
  static async on(pool: pg.Pool, options: OpenOptions): Promise<OpenTransaction> {
    return new OpenTransaction(await borrow(pool), options)
  }

  /** Why it was undone, if it was open for too long. */
  get expired(): Problem | undefined {
    return this.#expired
  }

  /** @throws {DeadlineExceeded} When it was open for too long; another error when it has ended otherwise. */
  mustBeOpen(): void {
    if (this.#expired) throw this.#expired
    if (this.#ended) throw new Error('The transaction has ended')
  }

  /** Runs a statement, as pg takes it. Throws what {@link mustBeOpen} does. */
  async query(statement: pg.QueryConfig): Promise<pg.QueryResult> {
    this.mustBeOpen()
    const [result] = await this.#together([statement])
    if (!result) throw new TypeError('a statement has a result')
    return result
  }

  async $queryRawUnsafe<Rows = unknown>(text: string, ...values: unknown[]): Promise<Rows> {
    const { rows } = await this.query(prepared(text, values))
    return rows as Rows
  }

  async $executeRawUnsafe(text: string, ...values: unknown[]): Promise<number> {
    const { rowCount } = await this.query(prepared(text, values))
    return rowCount ?? 0
  }

  /**
   * Commits, with the last statements just before. Nothing is kept when it throws: what a statement throws; `TransactionFailed`
   * when one had failed before.
   */
  async commit(last: readonly pg.QueryConfig[] = []): Promise<void> {
    if (this.#expired) throw this.#expired
    this.#ended ??= this.#commit(last)
    await this.#ended
  }

  /** Undoes it. Never throws: what a lost connection had begun is rolled back by the server. */
  async rollback(): Promise<void> {
    this.#ended ??= this.#rollback()
    await this.#ended.catch(() => undefined)
  }

  async #commit(last: readonly pg.QueryConfig[]): Promise<void> {
    if (!this.#isBegun && last.length === 0) return this.#giveBack(true)
    const command = await this.#end([...last, 'COMMIT'])
    if (command !== 'COMMIT') throw new TransactionFailed()
  }

  async #rollback(): Promise<void> {
    if (this.#isBegun) await this.#end(['ROLLBACK'])
    else this.#giveBack(true)
  }

  /** Sends the last statements and gives the connection back; returns what the last one was to the server. */
  async #end(statements: readonly (string | pg.QueryConfig)[]): Promise<string | undefined> {
    let isGood = true
    try {
      return (await this.#together(statements)).at(-1)?.command
    } catch (error) {
      isGood = isRefusal(error)
      throw error
    } finally {
      this.#giveBack(isGood)
    }
  }

  #expire(timeoutMs: number): void {
    if (this.#ended) return
    this.#expired = new DeadlineExceeded(
      `The transaction took longer than its ${Math.round(timeoutMs)} ms and was rolled back`,
    )
    void this.rollback()
  }

  /** In one message: each is sent without the answer to the one before, and before all of them what begins the transaction. */
  async #together(statements: readonly (string | pg.QueryConfig)[]): Promise<readonly pg.QueryResult[]> {
    const all = this.#isBegun ? statements : [this.#begin, ...statements]
    this.#isBegun = true
    try {
      return (await inOneMessage(this.#connection, all)).slice(-statements.length)
    } catch (error) {
      this.#isStale ||= isStale(error)
      throw error
    }
  }

  #giveBack(isGood: boolean): void {
    clearTimeout(this.#expiry)
    giveBack(this.#connection, isGood && !this.#isStale)
  }
}

/** Whether the server refused a statement, and the connection is as good as before. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && Reflect.get(error, 'severity') === 'ERROR'
}

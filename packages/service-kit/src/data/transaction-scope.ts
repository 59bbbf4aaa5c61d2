import type { OutboxRow } from '../events/outbox/outbox-row.js'

/** Plain SQL, by a Prisma client or by a connection. */
export interface RawClient {
  $queryRawUnsafe<Rows = unknown>(sql: string, ...values: unknown[]): PromiseLike<Rows>
  $executeRawUnsafe(sql: string, ...values: unknown[]): PromiseLike<number>
}

/** How far a transaction is kept from what others do meanwhile, weakest first. */
export const ISOLATIONS = ['ReadCommitted', 'RepeatableRead', 'Serializable'] as const
export type Isolation = (typeof ISOLATIONS)[number]

/** Something to do once the transaction is committed. */
export type AfterCommit = () => void | Promise<void>

/** A transaction that is open. */
export interface Opened<Tx> {
  /** For statements of the kit. */
  readonly raw: RawClient
  /** For the code that runs inside. */
  readonly tx: Tx
}

/** Runs code so that what it does belongs to a scope. */
export type Enter<Tx> = <R>(scope: TransactionScope<Tx>, fn: () => Promise<R>) => Promise<R>

/**
 * A transaction as seen by the code running inside it. Inner `transaction()` calls join it, one after the other, each
 * from a savepoint: what fails inside is undone alone, so the outer code may catch it and go on.
 */
export class TransactionScope<Tx> {
  readonly afterCommit: AfterCommit[] = []
  /** What is published, to be written with the commit. */
  readonly published: OutboxRow[] = []
  /** The transaction, once there is one. */
  opened: Opened<Tx> | null
  /** True when the transaction has ended; code that outlives it no longer belongs to it. */
  closed = false
  readonly #begin: (isolation: Isolation) => Promise<Opened<Tx>>
  readonly #depth: number
  #isolation: Isolation
  #turn: Promise<unknown> = Promise.resolve()

  /** @param begin Begins the transaction when it is first joined; or the transaction itself. */
  constructor(
    begin: Opened<Tx> | ((isolation: Isolation) => Promise<Opened<Tx>>),
    isolation: Isolation,
    depth = 1,
  ) {
    this.#begin = typeof begin === 'function' ? begin : () => Promise.resolve(begin)
    this.opened = typeof begin === 'function' ? null : begin
    this.#isolation = isolation
    this.#depth = depth
  }

  /**
   * Runs `fn` in this transaction, after whatever joined before; undoes what it did if it throws. A transaction not yet
   * begun takes the isolation asked for; an open one cannot, so a `TypeError` says that it would be weaker than needed.
   */
  join<R>(fn: (tx: Tx) => Promise<R>, enter: Enter<Tx>, isolation: Isolation): Promise<R> {
    const result = this.#turn.then(async () => this.#fromSavepoint(await this.#opened(isolation), fn, enter))
    this.#turn = result.catch(() => undefined)
    return result
  }

  async #opened(isolation: Isolation): Promise<Opened<Tx>> {
    if (!this.opened) {
      this.#isolation = isolation
      this.opened = await this.#begin(isolation)
    }
    if (ISOLATIONS.indexOf(isolation) > ISOLATIONS.indexOf(this.#isolation)) {
      throw new TypeError(`a ${isolation} transaction cannot join one that is open as ${this.#isolation}`)
    }
    return this.opened
  }

  async #fromSavepoint<R>(opened: Opened<Tx>, fn: (tx: Tx) => Promise<R>, enter: Enter<Tx>): Promise<R> {
    const savepoint = `azora_${this.#depth}`
    const inner = new TransactionScope<Tx>(opened, this.#isolation, this.#depth + 1)
    const { raw, tx } = opened
    await raw.$executeRawUnsafe(`SAVEPOINT ${savepoint}`)
    try {
      const result = await enter(inner, () => fn(tx))
      this.afterCommit.push(...inner.afterCommit)
      this.published.push(...inner.published)
      return result
    } catch (error) {
      // If even this fails the transaction is gone, and the first error is the one that says why.
      await Promise.resolve(raw.$executeRawUnsafe(`ROLLBACK TO SAVEPOINT ${savepoint}`)).catch(
        () => undefined,
      )
      throw error
    } finally {
      inner.closed = true
    }
  }
}

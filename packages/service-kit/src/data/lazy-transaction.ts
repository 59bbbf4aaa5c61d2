import type { HeldTransaction } from './held-transaction.js'
import {
  type AfterCommit,
  type Enter,
  type Isolation,
  type RawClient,
  TransactionScope,
} from './transaction-scope.js'

const WEAKEST: Isolation = 'ReadCommitted'

/** What a lazy transaction needs of its database. */
export interface LazyTransactionOptions<Tx extends RawClient> {
  begin: (isolation: Isolation) => Promise<HeldTransaction<Tx>>
  /** The first statements of the transaction; if they throw, nobody gets to use it. */
  begun: (tx: Tx) => Promise<void>
  enter: Enter<Tx>
  followUp: (fns: readonly AfterCommit[]) => Promise<void>
}

/**
 * A transaction that code may join without knowing of it, begun when the first code does: whatever precedes (hashing a
 * password, calling another service) holds no connection.
 */
export class LazyTransaction<Tx extends RawClient> {
  readonly #options: LazyTransactionOptions<Tx>
  readonly #scope: TransactionScope<Tx>
  #held: HeldTransaction<Tx> | undefined
  #begun: Promise<Tx> | undefined

  constructor(options: LazyTransactionOptions<Tx>) {
    this.#options = options
    this.#scope = new TransactionScope<Tx>(isolation => this.begin(isolation), WEAKEST)
  }

  /** Runs code whose `transaction()` calls join this one. */
  run<R>(fn: () => Promise<R>): Promise<R> {
    return this.#options.enter(this.#scope, fn)
  }

  /** Begins the transaction if nothing has yet; every call has the same outcome. */
  begin(isolation: Isolation = WEAKEST): Promise<Tx> {
    this.#begun ??= this.#begin(isolation)
    return this.#begun
  }

  /** Commits, then does what was left for after the commit. Throws when the commit fails; nothing is kept then. */
  async commit(): Promise<void> {
    this.#scope.closed = true
    await this.#held?.commit()
    await this.#options.followUp(this.#scope.afterCommit)
  }

  /** Undoes everything, also what is only about to begin. Never throws. */
  async rollback(): Promise<void> {
    this.#scope.closed = true
    await this.#begun?.catch(() => undefined)
    await this.#held?.rollback()
  }

  async #begin(isolation: Isolation): Promise<Tx> {
    this.#held = await this.#options.begin(isolation)
    await this.#options.begun(this.#held.tx)
    return this.#held.tx
  }
}

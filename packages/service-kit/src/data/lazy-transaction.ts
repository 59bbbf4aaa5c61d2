import type { OutboxRow } from '../events/outbox/outbox-row.js'
import {
  type AfterCommit,
  type Enter,
  type Isolation,
  type Opened,
  type RawClient,
  TransactionScope,
} from './transaction-scope.js'

const WEAKEST: Isolation = 'ReadCommitted'

/** A transaction that stays open until whoever began it ends it. */
export interface HeldTransaction<Tx> extends Opened<Tx> {
  /** With what was published in it. Throws when the commit fails; nothing is kept then. */
  commit(published: readonly OutboxRow[]): Promise<void>
  /** Never throws: a transaction whose connection is gone is rolled back by the server. */
  rollback(): Promise<void>
}

/** What a lazy transaction needs of its database. */
export interface LazyTransactionOptions<Tx> {
  begin: (isolation: Isolation) => Promise<HeldTransaction<Tx>>
  /** The first statements of the transaction; if they throw, nobody gets to use it. */
  begun: (raw: RawClient) => Promise<void>
  enter: Enter<Tx>
  followUp: (fns: readonly AfterCommit[]) => Promise<void>
}

/** A transaction that code may join, to whoever began and ends it. */
export type JoinableTransaction = Pick<LazyTransaction<object>, 'run' | 'begin' | 'commit' | 'rollback'>

/**
 * A transaction that code may join without knowing of it, begun when the first code does: whatever precedes (hashing a
 * password, calling another service) holds no connection.
 */
export class LazyTransaction<Tx> {
  readonly #options: LazyTransactionOptions<Tx>
  readonly #scope: TransactionScope<Tx>
  #held: HeldTransaction<Tx> | undefined
  #begun: Promise<Opened<Tx>> | undefined

  constructor(options: LazyTransactionOptions<Tx>) {
    this.#options = options
    this.#scope = new TransactionScope<Tx>(isolation => this.#open(isolation), WEAKEST)
  }

  /** Runs code whose `transaction()` calls join this one. */
  run<R>(fn: () => Promise<R>): Promise<R> {
    return this.#options.enter(this.#scope, fn)
  }

  /** Begins the transaction if nothing has yet; every call has the same outcome. */
  async begin(): Promise<RawClient> {
    const { raw } = await this.#open(WEAKEST)
    return raw
  }

  /** Commits, then does what was left for after the commit. Throws when the commit fails; nothing is kept then. */
  async commit(): Promise<void> {
    this.#scope.closed = true
    await this.#held?.commit(this.#scope.published)
    await this.#options.followUp(this.#scope.afterCommit)
  }

  /** Undoes everything, also what is only about to begin. Never throws. */
  async rollback(): Promise<void> {
    this.#scope.closed = true
    await this.#begun?.catch(() => undefined)
    await this.#held?.rollback()
  }

  #open(isolation: Isolation): Promise<Opened<Tx>> {
    this.#begun ??= this.#begin(isolation)
    return this.#begun
  }

  async #begin(isolation: Isolation): Promise<Opened<Tx>> {
    this.#held = await this.#options.begin(isolation)
    await this.#options.begun(this.#held.raw)
    return this.#held
  }
}

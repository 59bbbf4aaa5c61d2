import type pg from 'pg'
import { commitWith, type OutboxRow } from '../events/outbox/outbox-row.js'
import { deferredClient } from './deferred-client.js'
import { type Held, hold } from './held-transaction.js'
import type { HeldTransaction } from './lazy-transaction.js'
import { lend } from './lent-connection.js'
import { type OpenOptions, OpenTransaction } from './open-transaction.js'

/** A client that can begin a transaction of Prisma's. */
export interface Interactive<Tx> {
  $transaction(fn: (tx: Tx) => Promise<void>, options: { maxWait: number; timeout: number }): Promise<void>
}

/** Ours ends first, and says why. */
const MARGIN_MS = 60_000

/**
 * A transaction that Prisma joins when it is first asked for something: plain SQL in it costs what plain SQL costs, a tenth of
 * what a transaction of Prisma's takes of the processor.
 */
export class PrismaTransaction<Tx extends object> implements HeldTransaction<Tx> {
  readonly tx: Tx
  readonly raw: OpenTransaction
  #joined: Promise<Held<Tx>> | undefined

  private constructor(client: Interactive<Tx>, own: OpenTransaction, timeoutMs: number) {
    this.raw = own
    const limits = { maxWait: MARGIN_MS, timeout: timeoutMs + MARGIN_MS }
    const join = () => (this.#joined ??= lend(own, () => hold<Tx>(fn => client.$transaction(fn, limits))))
    const $executeRawUnsafe = (sql: string, ...values: unknown[]) => own.$executeRawUnsafe(sql, ...values)
    this.tx = deferredClient(client as unknown as Tx, { $executeRawUnsafe }, async call => {
      own.mustBeOpen()
      const { tx } = await join()
      return Promise.resolve(call(tx)).catch((error: unknown) => {
        throw own.expired ?? error
      })
    })
  }

  /** Takes a connection; the transaction begins with its first statement. */
  static async begin<Tx extends object>(
    client: Interactive<Tx>,
    pool: pg.Pool,
    options: OpenOptions,
  ): Promise<PrismaTransaction<Tx>> {
    return new PrismaTransaction(client, await OpenTransaction.on(pool, options), options.timeoutMs)
  }

  /** Why it was undone, if it was open for too long. */
  get expired(): Error | undefined {
    return this.raw.expired
  }

  async commit(published: readonly OutboxRow[]): Promise<void> {
    const joined = await this.#joined
    await joined?.commit()
    await commitWith(published, last => this.raw.commit(last))
  }

  async rollback(): Promise<void> {
    const joined = await this.#joined?.catch(() => undefined)
    await joined?.rollback()
    await this.raw.rollback()
  }
}

import type pg from 'pg'
import type { RawClient } from '../../data/transaction-scope.js'

/** What handling events needs of the service's database. */
export interface InboxStore {
  /** Within a transaction it is that transaction. */
  readonly raw: RawClient
  readonly pool: pg.Pool
  transaction<Result>(work: () => Promise<Result>, options?: { timeoutMs?: number }): Promise<Result>
}

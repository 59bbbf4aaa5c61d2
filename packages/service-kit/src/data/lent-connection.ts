import { AsyncLocalStorage } from 'node:async_hooks'
import type pg from 'pg'
import type { OpenTransaction } from './open-transaction.js'

const lending = new AsyncLocalStorage<object>()

const NOTHING = { command: '', rowCount: 0, oid: 0, fields: [], rows: [] }
const BOUNDARIES = ['BEGIN', 'COMMIT', 'ROLLBACK']

/** The pool as Prisma is given it: where a transaction is lent, that is the connection it gets. */
export function lendingPool(pool: pg.Pool): pg.Pool {
  return new Proxy(pool, {
    get(target, property) {
      if (property === 'connect') return () => Promise.resolve(lending.getStore() ?? target.connect())
      const value: unknown = Reflect.get(target, property, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

/** Runs code in which a {@link lendingPool} gives out the connection of an open transaction, which others begin and end. */
export function lend<Result>(transaction: OpenTransaction, fn: () => Result): Result {
  return lending.run(connectionOf(transaction), fn)
}

/** As far as Prisma's adapter uses one. */
function connectionOf(transaction: OpenTransaction): object {
  return {
    query: (statement: pg.QueryConfig) =>
      BOUNDARIES.includes(statement.text) ? Promise.resolve(NOTHING) : transaction.query(statement),
    on: () => undefined,
    removeListener: () => undefined,
    release: () => undefined,
  }
}

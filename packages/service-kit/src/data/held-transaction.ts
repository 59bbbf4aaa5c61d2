/** A transaction that stays open until whoever began it ends it. */
export interface HeldTransaction<Tx> {
  readonly tx: Tx
  /** Throws when the commit fails; nothing is kept then. */
  commit(): Promise<void>
  /** Never throws: a transaction whose connection is gone is rolled back by the server. */
  rollback(): Promise<void>
}

/** Runs a function in a transaction that commits when it resolves: Prisma's `$transaction`, its options already given. */
export type RunInTransaction<Tx> = (fn: (tx: Tx) => Promise<void>) => Promise<void>

const ROLLED_BACK = Symbol('rolled back')

/** Begins a transaction and holds it open. Throws when none can be begun. */
export async function hold<Tx>(runInTransaction: RunInTransaction<Tx>): Promise<HeldTransaction<Tx>> {
  const begun = settleable<Tx>()
  const end = settleable<void>()
  const ended = runInTransaction(tx => {
    begun.resolve(tx)
    return end.promise
  })
  ended.catch(begun.reject)
  return {
    tx: await begun.promise,
    commit: () => {
      end.resolve()
      return ended
    },
    rollback: () => {
      end.reject(ROLLED_BACK)
      return ended.catch(() => undefined)
    },
  }
}

interface Settleable<T> {
  promise: Promise<T>
  resolve: (value: T) => void
  reject: (reason: unknown) => void
}

function settleable<T>(): Settleable<T> {
  let resolve!: (value: T) => void
  let reject!: (reason: unknown) => void
  const promise = new Promise<T>((resolveIt, rejectIt) => {
    resolve = resolveIt
    reject = rejectIt
  })
  return { promise, resolve, reject }
}

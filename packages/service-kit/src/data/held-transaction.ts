/** A transaction of Prisma's that stays open until whoever began it ends it. */
export interface Held<Tx> {
  readonly tx: Tx
  /** Throws when Prisma had ended it before. */
  commit(): Promise<void>
  /** Never throws. */
  rollback(): Promise<void>
}

/** Runs a function in a transaction that commits when it resolves: Prisma's `$transaction`, its options already given. */
export type RunInTransaction<Tx> = (fn: (tx: Tx) => Promise<void>) => Promise<void>

const ROLLED_BACK = Symbol('rolled back')

/** Begins a transaction and holds it open. Throws when none can be begun. */
export async function hold<Tx>(runInTransaction: RunInTransaction<Tx>): Promise<Held<Tx>> {
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

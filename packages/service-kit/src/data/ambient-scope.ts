import { AsyncLocalStorage } from 'node:async_hooks'

/** What code runs in: the innermost first, each of a database of its own or once more of the same. */
interface Ambience {
  readonly owner: object
  readonly scope: object
  readonly around: Ambience | undefined
}

// One for all databases: every promise costs the more, the more of them there are.
const ambience = new AsyncLocalStorage<Ambience>()

/** Runs code in a scope of its owner's. */
export function within<Result>(owner: object, scope: object, fn: () => Result): Result {
  return ambience.run({ owner, scope, around: ambience.getStore() }, fn)
}

/** The innermost scope of an owner that the current code runs in. */
export function scopeOf(owner: object): object | undefined {
  let one = ambience.getStore()
  while (one && one.owner !== owner) one = one.around
  return one?.scope
}

/** What a signal needs of a database. */
export interface SignalStore {
  afterCommit(fn: () => void): void
}

/** Tells those in this process who wait for rows that some have been committed. Others find them when they sweep. */
export class CommitSignal {
  readonly #store: SignalStore
  readonly #listeners = new Set<() => void>()

  constructor(store: SignalStore) {
    this.#store = store
  }

  /** Calls the listeners once the current transaction is committed, and not if it is rolled back. */
  raise(): void {
    this.#store.afterCommit(() => {
      for (const listener of this.#listeners) listener()
    })
  }

  /** Returns how to listen no more. */
  onRaised(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}

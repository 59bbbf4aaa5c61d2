import type { CloudEvent } from '@azora/contracts'
import type { RawClient } from '../../data/transaction-scope.js'
import { at } from '../fault-point.js'
import { laneOf } from '../lane.js'
import { textOf } from './envelope.js'

/** What the outbox needs of a database. */
export interface OutboxStore {
  readonly client: RawClient
  /** Whether a transaction is open here. */
  readonly inTransaction: boolean
  afterCommit(fn: () => void): void
}

const ADD = 'INSERT INTO azora.outbox (id, lane, event) VALUES ($1::uuid, $2::smallint, $3::json)'

/** Where events wait, in the database of what they tell of, until the relay has sent them. */
export class Outbox {
  readonly #store: OutboxStore
  readonly #listeners = new Set<() => void>()

  constructor(store: OutboxStore) {
    this.#store = store
  }

  /** Writes events in the current transaction: they are published with it, or never. */
  async add(event: CloudEvent): Promise<void> {
    if (!this.#store.inTransaction)
      throw new TypeError(`${event.type} must be published in the transaction of what it tells of`)
    const text = textOf(event)
    await at('outbox.add', () =>
      this.#store.client.$executeRawUnsafe(ADD, event.id, laneOf(event.partitionkey), text),
    )
    this.#store.afterCommit(() => this.#committed())
  }

  /** Calls back after every commit that has published something. Returns how to end that. */
  onCommitted(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #committed(): void {
    for (const listener of this.#listeners) listener()
  }
}

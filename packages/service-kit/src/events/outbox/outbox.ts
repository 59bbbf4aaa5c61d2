import type { CloudEvent } from '@azora/contracts'
import type { RawClient } from '../../data/transaction-scope.js'
import { at } from '../fault-point.js'
import { laneOf } from '../lane.js'
import { textOf } from './envelope.js'
import type { OutboxRow } from './outbox-row.js'

/** What the outbox needs of a database. */
export interface OutboxStore {
  readonly raw: RawClient
  /** Whether a transaction is open here. */
  readonly inTransaction: boolean
  /** Writes an event with the commit of the current transaction. */
  publish(row: OutboxRow): void
  afterCommit(fn: () => void): void
}

const DELAY = `
  INSERT INTO azora.delayed (id, lane, event, due_at) VALUES ($1::uuid, $2::smallint, $3::json, $4::timestamptz)`
const CANCEL = 'DELETE FROM azora.delayed WHERE id = $1::uuid'

/** Told of what a commit has published: when it is due, if that is later. */
export type Committed = (dueAt?: Date) => void

/** Where events wait, in the database of what they tell of, until they are due and the relay has sent them. */
export class Outbox {
  readonly #store: OutboxStore
  readonly #listeners = new Set<Committed>()

  constructor(store: OutboxStore) {
    this.#store = store
  }

  /**
   * Writes an event with the commit of the current transaction: it is published with it, or never; not before it is due, if that is later.
   * Returns its id.
   */
  async add(event: CloudEvent, dueAt?: Date): Promise<string> {
    if (!this.#store.inTransaction)
      throw new TypeError(`${event.type} must be published in the transaction of what it tells of`)
    const row = { id: event.id, lane: laneOf(event.partitionkey), event: textOf(event) }
    if (dueAt)
      await at('outbox.delay', () => this.#store.raw.$executeRawUnsafe(DELAY, ...Object.values(row), dueAt))
    else this.#store.publish(row)
    this.#store.afterCommit(() => this.wake(dueAt))
    return event.id
  }

  /** Takes back an event that is not due yet, in the current transaction. False if it was before, or is on its way. */
  async cancel(eventId: string): Promise<boolean> {
    if (!this.#store.inTransaction)
      throw new TypeError(`${eventId} must be canceled in the transaction of what makes it void`)
    return (await at('outbox.cancel', () => this.#store.raw.$executeRawUnsafe(CANCEL, eventId))) === 1
  }

  /** Calls back after every commit that has published something. Returns how to end that. */
  onCommitted(listener: Committed): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** There may be something to send; with a time, something that is due then. */
  wake(dueAt?: Date): void {
    for (const listener of this.#listeners) listener(dueAt)
  }
}

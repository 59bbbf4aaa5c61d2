import type { CloudEvent } from '@azora/contracts'
import type { Clock } from '../clock.js'
import type { Database } from '../data/database.js'
import { envelopeOf } from '../events/outbox/envelope.js'
import { type Next, Pump } from '../events/pump.js'
import { probeEvent } from './probe-event.js'

/** The options of {@link ProbeLoad}. */
export interface ProbeLoadOptions {
  service: string
  run: string
  database: Database
  clock: Clock
  failed: (error: unknown, times: number) => void
}

interface Turn {
  key: string
  first: number
  count: number
}

const WORKERS = 2
/** Events of one transaction, with the row that says they were published: all or none. */
const BATCH = 10
const REST_MS = 25
const SWEEP_MS = 1_000

const TAKE = 'SELECT key, first, count FROM azora.take_probe($1::uuid, $2)'
const NOTE = `
  INSERT INTO azora.probe_sent (run, key, n, event_id)
  SELECT $1::uuid, $2, $3 + place - 1, id FROM unnest($4::uuid[]) WITH ORDINALITY AS given (id, place)`

/** Publishes what the order asks for, no faster; whoever comes after a death goes on where its last commit was. */
export class ProbeLoad {
  readonly #options: ProbeLoadOptions
  readonly #workers: readonly Pump[]

  constructor(options: ProbeLoadOptions) {
    this.#options = options
    const { failed } = options
    this.#workers = Array.from(
      { length: WORKERS },
      () => new Pump({ work: () => this.#batch(), failed, sweepMs: SWEEP_MS }),
    )
  }

  /** Goes on, if it has not been doing so already. */
  start(): void {
    for (const worker of this.#workers) worker.start()
  }

  async stop(): Promise<void> {
    await Promise.all(this.#workers.map(worker => worker.stop()))
  }

  async #batch(): Promise<Next> {
    const { database, run } = this.#options
    const isSent = await database.transaction(async () => {
      const [turn] = await database.raw.$queryRawUnsafe<Turn[]>(TAKE, run, BATCH)
      if (turn) await this.#publish(turn)
      return turn !== undefined
    })
    return isSent ? 'again' : { afterMs: REST_MS }
  }

  async #publish({ key, first, count }: Turn): Promise<void> {
    const { database, run } = this.#options
    const events = Array.from({ length: count }, (_, place) => this.#event(key, first + place))
    for (const event of events) await database.outbox.add(event)
    const ids = events.map(({ id }) => id)
    await database.raw.$executeRawUnsafe(NOTE, run, key, first, ids)
  }

  #event(key: string, n: number): CloudEvent {
    const { service, run, clock } = this.#options
    return envelopeOf(probeEvent(service), { service, data: { run, key, n }, now: clock.now() })
  }
}

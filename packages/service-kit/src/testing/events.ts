import { setTimeout as wait } from 'node:timers/promises'
import type { CloudEvent, DataOf, EventDefinition } from '@azora/contracts'
import { Database } from '../data/database.js'
import { envelopeOf } from '../events/outbox/envelope.js'
import { MemoryTransport } from '../events/transport/memory/memory-transport.js'
import { listProjections, type ProjectionStatus } from '../eventsourcing/projection-list.js'
import type { Resources } from '../resource.js'
import type { TestClock } from './test-clock.js'

/** The events around a service under test: carried in memory, tried again without pauses. */
export class TestEvents {
  readonly transport = new MemoryTransport()
  readonly #service: string
  readonly #clock: TestClock

  constructor(service: string, clock: TestClock) {
    this.#service = service
    this.#clock = clock
  }

  /** What the service has published so far, in order; what is yet to be sent is not among it: `await app.settled()` first. */
  get published(): readonly CloudEvent[] {
    return this.transport.published.filter(({ source }) => source === `/${this.#service}`)
  }

  /** Publishes an event as another service would. Returns its envelope. */
  async publish<Definition extends EventDefinition>(
    definition: Definition,
    data: DataOf<Definition>,
    service = 'elsewhere',
  ): Promise<CloudEvent> {
    const event = envelopeOf(definition, { service, data, now: this.#clock.now() })
    await this.deliver(event)
    return event
  }

  /** Delivers an envelope as it stands; one that has been before comes as a duplicate. */
  async deliver(event: CloudEvent): Promise<void> {
    await this.transport.publish([event])
  }

  /** Resolves when nothing of the databases that is due by the test's clock waits to be sent, received, done, tried again or gone on with. */
  async settled(resources: Resources): Promise<void> {
    const databases = Object.values(resources).filter(resource => resource instanceof Database)
    while (!(await this.#isSettled(databases))) await wait(POLL_MS)
  }

  async #isSettled(databases: readonly Database[]): Promise<boolean> {
    const { isQuiet, activity } = this.transport
    if (!isQuiet) return false
    for (const database of databases) if (await this.#isPending(database)) return false
    // What was handled while the databases were asked may have published something since.
    return this.transport.activity === activity
  }

  async #isPending(database: Database): Promise<boolean> {
    const { pool, outbox, sagaSignal, jobs } = database
    const { rows } = await pool.query<Pending>(PENDING, [this.#clock.now()])
    const [{ events, delayed, sagas, scheduled } = NOTHING] = rows
    // Whoever waits by the machine's clock does not know that the test's has moved.
    if (delayed) outbox.wake(this.#clock.now())
    if (sagas) sagaSignal.raise()
    if (scheduled) jobs.wake('schedules')
    const isPending = [events, delayed, sagas, scheduled].includes(true)
    return isPending || (await listProjections(database)).some(isBehind)
  }
}

const POLL_MS = 2

/** One that stands still is as far as it will come. */
function isBehind({ state, lag, failure }: ProjectionStatus): boolean {
  return failure === null && (state === 'building' || lag > 0)
}

/** What of a database is not settled yet. */
interface Pending {
  events: boolean
  delayed: boolean
  sagas: boolean
  scheduled: boolean
}

const NOTHING: Pending = { events: false, delayed: false, sagas: false, scheduled: false }
const PENDING = `
  SELECT
    EXISTS (SELECT FROM azora.outbox WHERE sent_at IS NULL) OR EXISTS (SELECT FROM azora.waiting)
      OR EXISTS (SELECT FROM azora.sagas WHERE held_until > clock_timestamp()) AS events,
    EXISTS (SELECT FROM azora.delayed WHERE due_at <= $1::timestamptz) AS delayed,
    EXISTS (SELECT FROM azora.sagas WHERE due_at <= $1::timestamptz AND held_until <= clock_timestamp()) AS sagas,
    EXISTS (SELECT FROM azora.jobs WHERE state = 'open' AND due_at <= $1::timestamptz)
      OR EXISTS (SELECT FROM azora.schedules WHERE next_at <= $1::timestamptz) AS scheduled`

import type pg from 'pg'
import type { Kit, Resource } from '../../resource.js'
import { at } from '../fault-point.js'

const HOUR_MS = 3_600_000
/** How long a dead letter is kept. */
const DEAD_LETTER_DAYS = 30
/** How long it is known that an event was handled: a dead letter redriven on its last day is known for a week yet. */
const INBOX_DAYS = DEAD_LETTER_DAYS + 7

const FORGET = `
  DELETE FROM azora.dead_letters WHERE last_failed_at < $1::timestamptz - interval '${DEAD_LETTER_DAYS} days'`
const TIDY = `SELECT azora.tidy_inbox($1::timestamptz, interval '${INBOX_DAYS} days')`

/** Forgets, every hour, what is past its time; and prepares the inbox for the weeks to come. */
export class Retention implements Resource {
  readonly required = false
  readonly #pool: pg.Pool
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> = Promise.resolve()

  constructor(pool: pg.Pool) {
    this.#pool = pool
  }

  start({ clock, log }: Kit): void {
    const run = () => {
      this.#running = this.forget(clock.now()).catch((error: unknown) =>
        log.warn('old events were not forgotten', { error }),
      )
    }
    run()
    this.#timer = setInterval(run, HOUR_MS)
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await at('retention.stop', () => this.#running)
  }

  /** Dead letters first: an inbox row always outlives the letter that could be redriven. */
  async forget(now: Date): Promise<void> {
    await at('retention.dead-letters', () => this.#pool.query(FORGET, [now]))
    await at('retention.inbox', () => this.#pool.query(TIDY, [now]))
  }
}

import type pg from 'pg'
import { at } from '../events/fault-point.js'
import { HOLD_MS, type Hold, prolong } from './job-rows.js'

/** Thrown where another process has taken a job over: this one was silent for too long. What it was about to commit is not. */
export class JobLost extends Error {
  override readonly name = 'JobLost'

  constructor(id: string) {
    super(`job ${id} has been taken over: it was not prolonged in time`)
  }
}

/** Prolongs the hold on a job while it runs, and ends its run when that has been lost. */
export class HoldKeeper {
  readonly #lost = new AbortController()
  readonly #timer: NodeJS.Timeout
  #isResting = false

  constructor(pool: pg.Pool, hold: Hold) {
    const keep = async () => {
      // The server not answering is no loss yet: whoever commits has to prove it anyway.
      const isHeld =
        this.#isResting || (await at('hold.prolong', () => prolong(pool, hold).catch(() => true)))
      if (!isHeld && !this.#isResting) this.#lost.abort(new JobLost(hold.id))
    }
    this.#timer = setInterval(() => void keep(), HOLD_MS / 3)
  }

  /** Aborts when the hold is lost. */
  get signal(): AbortSignal {
    return this.#lost.signal
  }

  /** Does not prolong while a transaction has the row, which nobody can take then. */
  async resting<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#isResting = true
    try {
      return await at('hold.rest', work)
    } finally {
      this.#isResting = false
    }
  }

  stop(): void {
    this.#isResting = true
    clearInterval(this.#timer)
  }
}

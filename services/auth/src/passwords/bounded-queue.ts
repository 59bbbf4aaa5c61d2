import { ServiceUnavailable } from '@azora/contracts'

const RETRY_AFTER_SECONDS = 1

/**
 * Runs so many jobs at once, lets so many wait, and refuses the next: a flood of sign-ins is answered 503 with `Retry-After`
 * at once instead of making everybody wait for ever.
 */
export class BoundedQueue {
  readonly #concurrency: number
  readonly #capacity: number
  readonly #waiting: (() => void)[] = []
  #running = 0

  /** @param capacity How many jobs may wait beside those that run. */
  constructor(concurrency: number, capacity: number) {
    this.#concurrency = concurrency
    this.#capacity = capacity
  }

  get waiting(): number {
    return this.#waiting.length
  }

  /** Runs the job when its turn comes. @throws ServiceUnavailable when too many wait already. */
  async run<Result>(job: () => Promise<Result>): Promise<Result> {
    await this.#turn()
    try {
      return await job()
    } finally {
      // The place passes to the next in line, so the number of running jobs stays.
      const next = this.#waiting.shift()
      if (next) next()
      else this.#running--
    }
  }

  async #turn(): Promise<void> {
    if (this.#running < this.#concurrency) {
      this.#running++
      return
    }
    if (this.#waiting.length >= this.#capacity) throw full()
    await new Promise<void>(resolve => this.#waiting.push(resolve))
  }
}

function full() {
  return new ServiceUnavailable('Too many people sign in at this moment; try again shortly.', {
    headers: { 'retry-after': String(RETRY_AFTER_SECONDS) },
    extensions: { retryAfterSeconds: RETRY_AFTER_SECONDS },
  })
}

const RATIO = 0.1
const RESERVE = 10
const MAX_SAVED = 100

/**
 * Lets retries be at most a tenth of requests, so that a failing service is not finished off by its callers.
 * Ten are allowed from the start, for a service that is called seldom.
 */
export class RetryBudget {
  #saved = RESERVE

  /** Counts a request. */
  deposit(): void {
    this.#saved = Math.min(MAX_SAVED, this.#saved + RATIO)
  }

  /** Takes one retry; false if there is none left. */
  withdraw(): boolean {
    if (this.#saved < 1) return false
    this.#saved -= 1
    return true
  }
}

/** How many retries a client may make, whatever its calls would like. */
export interface RetryBudgetOptions {
  /** Retries earned by each call. Default 0.2. */
  share?: number
  /** Retries in hand at first, and at most. Default 10. */
  reserve?: number
}

/** Keeps retries a small share of all calls: a service in trouble must not meet three times its usual load. */
export class RetryBudget {
  readonly #share: number
  readonly #reserve: number
  #left: number

  constructor({ share = 0.2, reserve = 10 }: RetryBudgetOptions = {}) {
    this.#share = share
    this.#reserve = reserve
    this.#left = reserve
  }

  /** Counts a call. */
  earn(): void {
    this.#left = Math.min(this.#reserve, this.#left + this.#share)
  }

  /** Takes one retry from the budget, if one is left. */
  spend(): boolean {
    if (this.#left < 1) return false
    this.#left -= 1
    return true
  }
}

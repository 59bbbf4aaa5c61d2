/** How many retries may be made, whatever each caller would like. */
export interface RetryBudgetOptions {
  /** Retries earned by each call. Default 0.1: at most a tenth more load on a service in trouble. */
  share?: number
  /** Retries in hand at first, and at most. Default 10. */
  reserve?: number
}

/** A bucket of retries, shared by all calls to one callee. */
export class RetryBudget {
  readonly #share: number
  readonly #reserve: number
  #left: number

  constructor({ share = 0.1, reserve = 10 }: RetryBudgetOptions = {}) {
    this.#share = share
    this.#reserve = reserve
    this.#left = reserve
  }

  /** Counts a call. */
  earn(): void {
    this.#left = Math.min(this.#reserve, this.#left + this.#share)
  }

  /** Takes a retry, if one is left. */
  spend(): boolean {
    if (this.#left < 1) return false
    this.#left -= 1
    return true
  }
}

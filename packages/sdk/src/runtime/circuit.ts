/** When a circuit opens and for how long. */
export interface CircuitOptions {
  /** Failures in a row that open it. Default 10. */
  failures?: number
  /** How long nothing is sent once it is open. Then one call is let through to see. Default 5,000. */
  openMs?: number
}

/** Keeps callers from a service that is down: closed, open for a while, then half-open for a single call. */
export class Circuit {
  readonly #limit: number
  readonly #openMs: number
  #failures = 0
  #closedAgainAt = 0

  constructor({ failures = 10, openMs = 5_000 }: CircuitOptions = {}) {
    this.#limit = failures
    this.#openMs = openMs
  }

  /** Whether a call may be sent. The one let through after the pause holds the door for the others. */
  admits(now: number): boolean {
    if (this.#failures < this.#limit) return true
    if (now < this.#closedAgainAt) return false
    this.#closedAgainAt = now + this.#openMs
    return true
  }

  /** Learns how a call went. */
  report(healthy: boolean, now: number): void {
    this.#failures = healthy ? 0 : this.#failures + 1
    if (this.#failures >= this.#limit) this.#closedAgainAt = now + this.#openMs
  }
}

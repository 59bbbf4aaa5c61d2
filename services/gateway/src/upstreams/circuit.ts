/** When a circuit opens and for how long. */
export interface CircuitOptions {
  /** Failures in a row that open it. Default 5. */
  threshold?: number
  /** How long it stays open at first; doubled each time the trial fails. Default 1 s. */
  openMs?: number
  /** The longest it stays open. Default 30 s. */
  maxOpenMs?: number
  /** Told of every change. */
  onChange?: (state: CircuitState) => void
}

/** Closed: requests pass. Open: they are refused. Half-open: one is let through to see. */
export type CircuitState = 'closed' | 'open' | 'half-open'

type State =
  | { name: 'closed'; failures: number }
  | { name: 'open'; untilMs: number; openMs: number }
  /** One trial request is under way; the others are still refused. */
  | { name: 'half-open'; openMs: number }

/** What a finished request says about the replica it was sent to; `neutral` when it says nothing (the client left, say). */
export type Verdict = 'success' | 'failure' | 'neutral'

/**
 * Stops sending to a replica that keeps failing, and tries it again with one request after a while.
 *
 * Time is passed in, in milliseconds of any steady clock.
 */
export class Circuit {
  readonly #threshold: number
  readonly #openMs: number
  readonly #maxOpenMs: number
  readonly #onChange: ((state: CircuitState) => void) | undefined
  #state: State = { name: 'closed', failures: 0 }
  #openings = 0

  constructor({ threshold = 5, openMs = 1_000, maxOpenMs = 30_000, onChange }: CircuitOptions = {}) {
    this.#threshold = threshold
    this.#openMs = openMs
    this.#maxOpenMs = maxOpenMs
    this.#onChange = onChange
  }

  get state(): CircuitState {
    return this.#state.name
  }

  /** Milliseconds until a request may be tried; 0 when one may right now. */
  waitMs(nowMs: number): number {
    if (this.#state.name === 'closed') return 0
    if (this.#state.name === 'half-open') return this.#state.openMs
    return Math.max(0, this.#state.untilMs - nowMs)
  }

  /**
   * Lets a request out; ask `waitMs` before. The first one after the open time is the trial.
   *
   * @returns How it ended is to be said through this. A request from before an opening says nothing about the time after it.
   */
  enter(): (verdict: Verdict, nowMs: number) => void {
    if (this.#state.name === 'open') this.#become({ name: 'half-open', openMs: this.#state.openMs })
    const opening = this.#openings
    return (verdict, nowMs) => {
      if (opening === this.#openings) this.#record(verdict, nowMs)
    }
  }

  /** Begins anew: what failed is there no more. Requests from before say nothing about what is there now. */
  forget(): void {
    this.#openings += 1
    this.#become({ name: 'closed', failures: 0 })
  }

  #record(verdict: Verdict, nowMs: number): void {
    const state = this.#state
    if (verdict === 'success') this.#become({ name: 'closed', failures: 0 })
    else if (state.name === 'half-open') this.#trialFailed(verdict, state.openMs, nowMs)
    else if (state.name === 'closed' && verdict === 'failure') this.#failed(state.failures + 1, nowMs)
  }

  #failed(failures: number, nowMs: number): void {
    if (failures >= this.#threshold) this.#open(this.#openMs, nowMs)
    else this.#become({ name: 'closed', failures })
  }

  /** A trial that proved nothing is followed by another at once. */
  #trialFailed(verdict: Verdict, openMs: number, nowMs: number): void {
    if (verdict === 'neutral') this.#become({ name: 'open', untilMs: nowMs, openMs })
    else this.#open(Math.min(this.#maxOpenMs, openMs * 2), nowMs)
  }

  #open(openMs: number, nowMs: number): void {
    this.#openings += 1
    this.#become({ name: 'open', untilMs: nowMs + openMs, openMs })
  }

  #become(state: State): void {
    const changed = state.name !== this.#state.name
    this.#state = state
    if (changed) this.#onChange?.(state.name)
  }
}

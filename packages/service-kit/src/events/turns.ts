import { reasonOf } from '../resilience/policy.js'

interface Waiter {
  who: string
  go: () => void
}

/**
 * Lets so much run at once, over all who ask, and one more for each who has nothing running: whoever stands still keeps
 * the others from running faster, but never from running.
 */
export class Turns {
  readonly #shared: number
  readonly #running = new Map<string, number>()
  readonly #waiting: Waiter[] = []

  /** @param shared How many turns there are beside everybody's own. */
  constructor(shared: number) {
    this.#shared = shared
  }

  /** Runs the work in turn. Whoever is aborted while waiting leaves the queue. */
  async run<Result>(who: string, work: () => PromiseLike<Result>, signal: AbortSignal): Promise<Result> {
    signal.throwIfAborted()
    if (this.#mayRun(who)) this.#count(who, 1)
    else await this.#turn(who, signal)
    try {
      return await work()
    } finally {
      this.#count(who, -1)
      this.#next()
    }
  }

  #mayRun(who: string): boolean {
    if (!this.#running.get(who)) return true
    const beside = [...this.#running.values()].reduce((sum, running) => sum + Math.max(0, running - 1), 0)
    return beside < this.#shared
  }

  #count(who: string, change: number): void {
    this.#running.set(who, (this.#running.get(who) ?? 0) + change)
  }

  #next(): void {
    const index = this.#waiting.findIndex(({ who }) => this.#mayRun(who))
    const [next] = index < 0 ? [] : this.#waiting.splice(index, 1)
    next?.go()
  }

  #turn(who: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiter = {
        who,
        // Counted here and not when the work begins: nobody can slip in between.
        go: () => {
          signal.removeEventListener('abort', giveUp)
          this.#count(who, 1)
          resolve()
        },
      }
      const giveUp = () => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1)
        reject(reasonOf(signal))
      }
      signal.addEventListener('abort', giveUp, { once: true })
      this.#waiting.push(waiter)
    })
  }
}

import type { Exchange } from '../proxy/exchange.js'

/** What a request that waits is canceled by. */
export type Cancelable = Pick<Exchange, 'onCancel'>

/** Why somebody who waited was not called in: the exchange is over, or it took too long. */
export type InVain = 'canceled' | 'late'

interface Waiting<Place> {
  called(place: Place): void
  refused(why: Error): void
}

/** Where requests wait for a service that is coming back, first come first served, so many at most, for so long at most. */
export class WaitingRoom<Place> {
  readonly #capacity: number
  readonly #patienceMs: number
  readonly #waiting = new Set<Waiting<Place>>()

  constructor(capacity: number, patienceMs: number) {
    this.#capacity = capacity
    this.#patienceMs = patienceMs
  }

  /** How many wait. */
  get size(): number {
    return this.#waiting.size
  }

  get isFull(): boolean {
    return this.#waiting.size >= this.#capacity
  }

  /** Resolves with a place, or why there will be none. Rejects when everybody is {@link refuse}d. */
  wait(exchange: Cancelable): Promise<Place | InVain> {
    return new Promise((resolve, reject) => {
      const leave = (settle: () => void) => {
        clearTimeout(late)
        this.#waiting.delete(waiting)
        settle()
      }
      const waiting: Waiting<Place> = {
        called: place => leave(() => resolve(place)),
        refused: why => leave(() => reject(why)),
      }
      const late = setTimeout(() => leave(() => resolve('late')), this.#patienceMs)
      this.#waiting.add(waiting)
      exchange.onCancel(why => leave(() => resolve(why === 'deadline' ? 'late' : 'canceled')))
    })
  }

  /** Calls in those who came first, for as long as there are places. */
  call(nextPlace: () => Place | undefined): void {
    for (const waiting of this.#waiting) {
      const place = nextPlace()
      if (place === undefined) return
      waiting.called(place)
    }
  }

  /** Sends everybody away. */
  refuse(why: Error): void {
    for (const waiting of this.#waiting) waiting.refused(why)
  }
}

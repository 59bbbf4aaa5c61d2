/** Beyond so many the oldest are lost: whoever reads that slowly wants to know how things are, not how they were. */
const MAX_WAITING = 10_000

/** Events in the order they came, for one reader who may be slower than they come; of those that wait, the newest 10,000. */
export class EventQueue<T> implements AsyncIterable<T> {
  readonly #events: T[] = []
  #isClosed = false
  #wake = () => {}

  push(event: T) {
    this.#events.push(event)
    if (this.#events.length > MAX_WAITING) this.#events.shift()
    this.#wake()
  }

  /** What has been pushed can still be read. */
  close() {
    this.#isClosed = true
    this.#wake()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    while (true) {
      while (this.#events.length > 0) yield this.#events.shift() as T
      if (this.#isClosed) return
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
    }
  }
}

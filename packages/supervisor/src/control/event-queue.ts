/** Events in the order they came, for one reader who may be slower than they come. */
export class EventQueue<T> implements AsyncIterable<T> {
  readonly #events: T[] = []
  #isClosed = false
  #wake = () => {}

  push(event: T) {
    this.#events.push(event)
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

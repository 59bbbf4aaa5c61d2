/** Wakes those who wait for something to happen. */
export class Bell {
  readonly #waiting = new Set<() => void>()
  #rings = 0

  /** How often it has rung. */
  get rings(): number {
    return this.#rings
  }

  ring(): void {
    this.#rings++
    for (const done of this.#waiting) done()
  }

  /** Resolves when it has rung more often than is known, after so long at the latest, or when the signal is aborted. */
  beyond(known: number, ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted || known !== this.#rings) return Promise.resolve()
    return new Promise(resolve => {
      const done = () => {
        clearTimeout(timer)
        this.#waiting.delete(done)
        signal.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, ms)
      this.#waiting.add(done)
      signal.addEventListener('abort', done)
    })
  }
}

/** Lets others wait for a state that comes about by itself. */
export class Conditions {
  readonly #waiting = new Set<() => void>()

  /** Resolves when the condition holds; asked now, and after every `changed`. */
  until(holds: () => boolean): Promise<void> {
    return new Promise(resolve => {
      const check = () => {
        if (!holds()) return
        this.#waiting.delete(check)
        resolve()
      }
      this.#waiting.add(check)
      check()
    })
  }

  changed() {
    for (const check of this.#waiting) check()
  }
}

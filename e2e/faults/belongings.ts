/** What belongs to a test and ends with it, last first. (Node 20 has no `AsyncDisposableStack`.) */
export class Belongings implements AsyncDisposable {
  readonly #things: AsyncDisposable[] = []

  /** Takes something in, and gives it back. */
  use<T extends AsyncDisposable>(thing: T): T {
    this.#things.push(thing)
    return thing
  }

  defer(end: () => Promise<void>): void {
    this.#things.push({ [Symbol.asyncDispose]: end })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const thing of this.#things.splice(0).toReversed()) await thing[Symbol.asyncDispose]()
  }
}

/** Does the same work once for all who ask for it while it is being done. */
export class SingleFlight {
  readonly #flights = new Map<string, Promise<unknown>>()

  /** Joins the work of this key, or begins it. */
  run<R>(key: string, work: () => Promise<R>): Promise<R> {
    const known = this.#flights.get(key) as Promise<R> | undefined
    if (known) return known
    const flight = work().finally(() => this.#flights.delete(key))
    this.#flights.set(key, flight)
    return flight
  }
}
